//! The stages: a list of providers each, or a mapping with `server` and `providers`.

use super::context::Context;
use super::mend::value_span;
use super::shape::section;
use super::{entry, name};
use crate::Span;
use crate::diagnostic::place::{Owner, Where};
use crate::diagnostic::{Replacement, name_is_no_identifier, no_stages, stage_of_a_wrong_shape, unknown_key};
use crate::manifest::draft::Stage;
use crate::nearest::nearest;
use crate::tree::{Kind, Node};

const KEYS: [&str; 2] = ["server", "providers"];

/// Reads every stage.
pub(super) fn read_all<'t>(cx: &mut Context<'t>, root: &'t Node) -> Vec<Stage<'t>> {
    let entries = root.entries().unwrap_or_default();
    let Some(index) = entries.iter().position(|entry| &*entry.key == "stages") else {
        let last = entries.len() - 1;
        let flow = matches!(root.kind, Kind::Map { flow: true, .. });
        let text = if flow { "stages: { dev: [log, observe] }" } else { "stages:\n  dev:\n    - log\n    - observe" };
        let edit = cx.mend.insert_entry(root, last, text);
        cx.say(no_stages::no_stages(entries[last].key_span, "`stages` is missing", edit));
        return Vec::new();
    };
    let node = &entries[index].value;
    let example = "{ dev: [log, observe] }";
    match &node.kind {
        Kind::Map { entries, .. } if !entries.is_empty() => {
            (0..entries.len()).map(|index| read(cx, root, node, index)).collect()
        }
        Kind::Map { .. } | Kind::Null => {
            let edit = cx.mend.set_value(root, index, example);
            cx.say(no_stages::no_stages(entries[index].key_span, "nothing stands here", edit));
            Vec::new()
        }
        _ => {
            let edit = cx.mend.set_value(root, index, example);
            cx.say(no_stages::stages_are_no_mapping(node.span, &node.describe(), edit));
            Vec::new()
        }
    }
}

fn read<'t>(cx: &mut Context<'t>, root: &'t Node, stages: &'t Node, index: usize) -> Stage<'t> {
    let entry = &stages.entries().unwrap_or_default()[index];
    let stage: &'t str = &entry.key;
    let before = cx.found.len();
    let mut read =
        Stage { name: stage, name_span: entry.key_span, server: None, list: None, entries: Vec::new(), sound: true };
    let named = name::is_stage(stage);
    if !named {
        wrong_name(cx, root, stages, index);
    }
    match &entry.value.kind {
        Kind::List { .. } => read.list = Some(&entry.value),
        Kind::Map { .. } => mapping(cx, stages, index, &mut read),
        Kind::Null => {
            let edit = cx.mend.set_value(stages, index, "[]");
            let help = format!("write `{stage}: []`");
            cx.say(stage_of_a_wrong_shape::stage_shape(entry.key_span, stage, "nothing stands behind it", &help, edit));
        }
        Kind::Scalar { text, .. } => {
            let providers: Vec<_> = text.split([',', ' ']).filter(|name| cx.row(name).is_some()).collect();
            let better = format!("[{}]", providers.join(", "));
            let edit = cx.mend.set_value(stages, index, &better);
            let label = format!("this is {}", entry.value.describe());
            let help = format!("write `{stage}: {better}`");
            cx.say(stage_of_a_wrong_shape::stage_shape(value_span(entry), stage, &label, &help, edit));
        }
    }
    if let Some(list) = read.list {
        read.entries = entry::read_all(cx, stage, list);
    }
    // A wrong name is no reason not to look at the rest.
    read.sound = cx.found.len() == before + usize::from(!named);
    read
}

fn wrong_name(cx: &mut Context<'_>, root: &Node, stages: &Node, index: usize) {
    let entries = stages.entries().unwrap_or_default();
    let stage = &*entries[index].key;
    let mut better = name::stage(stage);
    while entries.iter().any(|entry| *entry.key == *better) {
        better.push('_');
        better.push('2');
    }
    // Who speaks of the stage speaks of it by its new name.
    let default = root.entry("default_stage").map(|entry| &entry.value);
    let relaxed = root.entry("relaxed").and_then(|entry| entry.value.items()).unwrap_or_default();
    let mentions = relaxed.iter().chain(default).filter(|node| node.text() == Some(stage)).map(|node| node.span);
    let mut spans: Vec<Span> = mentions.chain([entries[index].key_span]).collect();
    spans.sort_unstable();
    let edit = spans.into_iter().map(|span| Replacement::new(span, better.as_str())).collect();
    cx.say(name_is_no_identifier::stage_name(entries[index].key_span, stage, &better, Some(edit)));
}

fn mapping<'t>(cx: &mut Context<'t>, stages: &'t Node, at: usize, read: &mut Stage<'t>) {
    let node = &stages.entries().unwrap_or_default()[at].value;
    let stage = read.name;
    let entries = node.entries().unwrap_or_default();
    let is_provider = |key: &str| cx.row(key).is_some();
    if node.entry("providers").is_none() && entries.iter().any(|entry| is_provider(&entry.key)) {
        let only = entries.iter().all(|entry| is_provider(&entry.key));
        let edit = if only { cx.mend.list_of_entries(node) } else { None };
        let key = entries.iter().find(|entry| is_provider(&entry.key)).map_or(node.span, |entry| entry.key_span);
        let help = "write a list, with `- ` before each provider";
        cx.say(stage_of_a_wrong_shape::stage_shape(key, stage, "providers as a mapping have no order", help, edit));
        return;
    }
    for (index, entry) in entries.iter().enumerate() {
        match &*entry.key {
            "server" => read.server = section(cx, node, index, Owner { section: "server", place: Where::Stage(stage) }),
            "providers" if entry.value.items().is_some() => read.list = Some(&entry.value),
            "providers" => {
                let edit = cx.mend.set_value(node, index, "[]");
                let label = format!("this is {}", entry.value.describe());
                let at = value_span(entry);
                cx.say(stage_of_a_wrong_shape::stage_shape(at, stage, &label, "write `providers: []`", edit));
            }
            key => {
                let near = nearest(key, KEYS.into_iter().filter(|name| node.entry(name).is_none()));
                let removal = cx.mend.remove_entry(node, index);
                let whose = format!("of stage `{stage}`");
                cx.say(unknown_key::unknown_key(entry.key_span, key, &whose, &KEYS, near, removal));
            }
        }
    }
    // A key that is not known may be the one that is missing.
    let all_known = entries.iter().all(|entry| KEYS.contains(&&*entry.key));
    if node.entry("providers").is_none() && all_known {
        let edit = if entries.is_empty() {
            cx.mend.set_value(stages, at, "[]")
        } else {
            cx.mend.insert_entry(node, entries.len() - 1, "providers: []")
        };
        let help = "add `providers:` with a list";
        cx.say(stage_of_a_wrong_shape::stage_shape(read.name_span, stage, "`providers` is missing", help, edit));
    }
}
