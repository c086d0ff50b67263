//! The stages: a list of providers each, or a mapping with `server` and `providers`.

use super::context::Context;
use super::mend::value_span;
use super::shape::words;
use super::{entry, name, section};
use crate::Span;
use crate::diagnostic::place::{Owner, Where};
use crate::diagnostic::{Replacement, name_is_no_identifier, no_stages, stage_of_a_wrong_shape, syntax, unknown_key};
use crate::manifest::draft::Stage;
use crate::nearest::nearest_free;
use crate::provider::{SERVER, SERVER_SECTION};
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
        Kind::List { items, .. } => {
            let alone = Some("[log, observe]");
            let edit = if items.is_empty() {
                cx.mend.set_value(root, index, example)
            } else {
                cx.mend.put(root, index, ["{ ", " }"], |style| cx.mend.map_of_list(node, style, alone, true))
            };
            cx.say(no_stages::stages_are_no_mapping(node.span, &node.describe(), edit));
            Vec::new()
        }
        Kind::Scalar { text, plain } => {
            if let Some(edit) = cx.mend.spaces_behind_colons(node.span).filter(|_| *plain) {
                cx.say(syntax::no_spaces_behind_colons(cx.text, node.span, edit));
                return Vec::new();
            }
            let stages: Vec<_> = words(text).into_iter().map(|name| format!("{name}: [log, observe]")).collect();
            let edit = cx.mend.set_value(root, index, &format!("{{ {} }}", stages.join(", ")));
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
        Kind::Scalar { .. } => names_in_a_text(cx, stages, index, stage, stage),
    }
    if let Some(list) = read.list {
        let providers =
            entry.value.entries().and_then(|entries| entries.iter().position(|entry| &*entry.key == "providers"));
        let place = match providers {
            Some(index) => entry::Place { stage, map: &entry.value, index, direct: false },
            None => entry::Place { stage, map: stages, index, direct: true },
        };
        read.entries = entry::read_all(cx, place, list);
    }
    // A wrong name is no reason not to look at the rest.
    read.sound = cx.found.len() == before + usize::from(!named);
    read
}

/// A text where a list of names was meant, behind the entry at `index` of `map`.
fn names_in_a_text(cx: &mut Context<'_>, map: &Node, index: usize, stage: &str, key: &str) {
    let Some(entry) = map.entries().map(|entries| &entries[index]) else { return };
    let text = entry.value.text().unwrap_or_default();
    let at = value_span(entry);
    if text.split_whitespace().all(|word| word.len() > 1 && word.starts_with('-')) && !text.is_empty() {
        let names = words(&text.replace('-', " "));
        let list = || cx.mend.set_value(map, index, &format!("[{}]", names.join(", ")));
        let edit = cx.mend.spaces_behind_dashes(entry.value.span).or_else(list);
        let items: Vec<_> = names.iter().map(|name| format!("`- {name}`")).collect();
        let help = format!("write {}", items.join(", "));
        let label = "a space is missing behind the dash";
        cx.say(stage_of_a_wrong_shape::stage_shape(at, stage, label, &help, edit));
        return;
    }
    // A stage without providers, as settings are switched off.
    let names = if text == "none" { Vec::new() } else { words(text) };
    let better = format!("[{}]", names.join(", "));
    let edit = cx.mend.set_value(map, index, &better);
    let label = format!("this is {}", entry.value.describe());
    cx.say(stage_of_a_wrong_shape::stage_shape(at, stage, &label, &format!("write `{key}: {better}`"), edit));
}

fn wrong_name(cx: &mut Context<'_>, root: &Node, stages: &Node, index: usize) {
    let entries = stages.entries().unwrap_or_default();
    let stage = &*entries[index].key;
    let mut better = name::stage(stage);
    while !cx.mend.tired && entries.iter().any(|entry| *entry.key == *better) {
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
    let is_provider = |key: &str| cx.row(key.trim_start_matches('-')).is_some();
    if node.entry("providers").is_none()
        && let Some(first) = entries.iter().find(|entry| is_provider(&entry.key))
    {
        let mend = cx.mend;
        let (label, help, edit) = if first.key.starts_with('-') {
            ("a space is missing behind the dash", "write `- ` before each provider", mend.list_of_entries(node))
        } else if let Some(server) = node.entry(SERVER) {
            let edit = mend.put(stages, at, ["{ ", " }"], |style| {
                let others: Vec<_> = entries.iter().filter(|entry| &*entry.key != SERVER).collect();
                Some(vec![mend.part(node, server, style)?, mend.list_of_providers(node, &others, style)?])
            });
            let help = "write the providers as a list below `providers:`, beside `server:`";
            ("providers as a mapping have no order", help, edit)
        } else {
            let help = "write a list, with `- ` before each provider";
            ("providers as a mapping have no order", help, mend.list_of_entries(node))
        };
        cx.say(stage_of_a_wrong_shape::stage_shape(first.key_span, stage, label, help, edit));
        return;
    }
    for (index, entry) in entries.iter().enumerate() {
        match &*entry.key {
            "server" => {
                let owner = Owner { section: SERVER, place: Where::Stage(stage) };
                read.server = section::read(cx, node, index, owner, SERVER_SECTION);
            }
            "providers" if entry.value.items().is_some() => read.list = Some(&entry.value),
            "providers" => match &entry.value.kind {
                Kind::Scalar { .. } => names_in_a_text(cx, node, index, stage, "providers"),
                Kind::Map { entries, .. } if !entries.is_empty() => {
                    let edit = cx.mend.list_of_entries(&entry.value);
                    let (at, label) = (entries[0].key_span, "providers as a mapping have no order");
                    let help = "write a list, with `- ` before each provider";
                    cx.say(stage_of_a_wrong_shape::stage_shape(at, stage, label, help, edit));
                }
                _ => {
                    let edit = cx.mend.set_value(node, index, "[]");
                    let label = format!("this is {}", entry.value.describe());
                    let at = value_span(entry);
                    cx.say(stage_of_a_wrong_shape::stage_shape(at, stage, &label, "write `providers: []`", edit));
                }
            },
            key => {
                let near = nearest_free(key, KEYS, |name| node.entry(name).is_some());
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
