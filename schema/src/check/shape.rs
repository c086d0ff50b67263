//! The top level: its keys, and what each may hold.

use std::collections::BTreeSet;

use super::context::Context;
use super::mend::{scalar, value_span};
use super::{anchor, dotted, name, own, reference, section, stage, suggest};
use crate::FORMAT;
use crate::diagnostic::place::{Owner, Where};
use crate::diagnostic::{
    Replacement, defaults_for_nobody, format_not_named, name_is_no_identifier, names_no_stage, no_stages,
};
use crate::diagnostic::{service_missing, stage_of_a_wrong_shape, syntax, unknown_key, unknown_provider, wrong_type};
use crate::manifest::draft::{Draft, Settings};
use crate::nearest::{nearest, nearest_free};
use crate::provider::{SERVER, SERVER_SECTION};
use crate::tree::{Entry, Kind, Node};

const KEYS: [&str; 8] = ["runa", "service", "version", "default_stage", "relaxed", "server", "defaults", "stages"];

const SMALLEST: &str = "runa: 1\nservice: app\nstages:\n  dev:\n    - log\n    - observe\n";

/// Reads the shape of a manifest; `None` where a format that is not known forbids to read on.
pub(crate) fn read<'t>(cx: &mut Context<'t>, root: &'t Node) -> Option<Draft<'t>> {
    let Some(entries) = root.entries().filter(|entries| !entries.is_empty()) else {
        no_mapping(cx, root);
        return None;
    };
    // A key that is not known may be the one that is missing: one mistake, one problem.
    let meant: Vec<_> = entries.iter().filter_map(|entry| nearest_key(root, &entry.key)).collect();
    if !meant.contains(&"runa") {
        format(cx, root, entries)?;
    }
    let mut draft = Draft::default();
    for (index, entry) in entries.iter().enumerate() {
        match &*entry.key {
            "runa" | "stages" => {}
            "service" => draft.service = service(cx, root, index),
            "version" => draft.version = text(cx, root, index, "the version of the service", "0.1.0"),
            "default_stage" => draft.default_stage = text(cx, root, index, "the name of a stage", "dev"),
            "relaxed" => draft.relaxed = relaxed(cx, root, index),
            "server" => {
                let owner = Owner { section: SERVER, place: Where::Top };
                draft.server = section::read(cx, root, index, owner, SERVER_SECTION);
            }
            "defaults" => draft.defaults = defaults(cx, root, index),
            key => {
                if let Some(head) = key.split_once('.').map(|(head, _)| head).filter(|head| KEYS.contains(head)) {
                    if dotted::is_secret(key) {
                        cx.hide(&entry.value);
                    }
                    if let Some((help, edit)) = dotted::nest(cx.mend, root, index, head) {
                        cx.say(unknown_key::dotted(entry.key_span, key, &help, edit));
                    }
                    continue;
                }
                let near = nearest_key(root, key);
                let whole = cx.mend.entry(root, entry).unwrap_or(entry.key_span);
                if near.is_none() && cx.mend.holds_anchor(whole) {
                    let (help, edit) = anchor::moved(cx.mend, root, entry).unwrap_or_default();
                    cx.say(unknown_key::for_an_anchor(entry.key_span, key, &help, edit));
                    continue;
                }
                if near == Some("service") && entry.value.text().is_none() {
                    let first = entry.value.entries().and_then(<[Entry]>::first).map_or("app", |first| &*first.key);
                    let name = name::service(first);
                    let edit = cx
                        .mend
                        .entry(root, entry)
                        .map(|whole| vec![Replacement::new(whole, format!("service: {name}"))]);
                    cx.say(unknown_key::several_services(entry.key_span, key, &name, edit));
                    continue;
                }
                let removal = cx.mend.remove_entry(root, index);
                cx.say(unknown_key::unknown_key(entry.key_span, key, "of the manifest", &KEYS, near, removal));
            }
        }
    }
    if root.entry("service").is_none() && !meant.contains(&"service") {
        let runa = entries.iter().position(|entry| &*entry.key == "runa");
        let edit = match runa {
            Some(index) => cx.mend.insert_entry(root, index, "service: app"),
            None => cx.mend.insert_first(root, "service: app"),
        };
        cx.say(service_missing::service_missing(entries[runa.unwrap_or(0)].key_span, edit));
    }
    cx.own = draft.defaults.iter().filter(|settings| settings.is_own()).map(|settings| settings.text).collect();
    cx.used = own::used(root);
    if !meant.contains(&"stages") {
        draft.stages = stage::read_all(cx, root);
    }
    if !draft.stages.is_empty() {
        mentions(cx, root, &draft);
        nobody(cx, root, &draft);
    }
    Some(draft)
}

/// The whole text is something else than a mapping.
fn no_mapping(cx: &mut Context<'_>, root: &Node) {
    let found = root.describe();
    let edit = match &root.kind {
        Kind::Scalar { plain: true, .. } => {
            if let Some(edit) = cx.mend.spaces_behind_colons(root.span) {
                cx.say(syntax::no_spaces_behind_colons(cx.text, root.span, edit));
                return;
            }
            if let Some(edit) = cx.mend.colons_for_equals(root.span) {
                cx.say(syntax::equals_for_colons(cx.text, root.span, edit));
                return;
            }
            None
        }
        Kind::List { items, .. } if !items.is_empty() => {
            cx.mend.rewrite(root, 0, ["{ ", " }"], |style| cx.mend.map_of_list(root, style, None, false))
        }
        Kind::Null
            if cx
                .text
                .trim_start_matches('\u{feff}')
                .lines()
                .all(|line| line.trim().is_empty() || line.trim().starts_with('#')) =>
        {
            let end = crate::Span::new(cx.text.len(), cx.text.len());
            let broken = if cx.text.is_empty() || cx.text.ends_with('\n') { "" } else { "\n" };
            Some(vec![Replacement::new(end, format!("{broken}{SMALLEST}"))])
        }
        Kind::Null | Kind::Map { .. } | Kind::List { .. } => {
            let indent = cx.mend.indent(root.span.start).map_or(0, str::len);
            let place = crate::Span::new(root.span.start - indent, root.span.end);
            Some(vec![Replacement::new(place, SMALLEST)])
        }
        Kind::Scalar { .. } => None,
    };
    let empty = match &root.kind {
        Kind::Null | Kind::Map { .. } => true,
        Kind::List { items, .. } => items.is_empty(),
        Kind::Scalar { .. } => false,
    };
    cx.say(if empty {
        no_stages::no_manifest(root.span, &found, edit)
    } else {
        no_stages::no_mapping(root.span, if root.items().is_some() { &found } else { "text" }, edit)
    });
}

/// The missing key that an unknown one is probably meant to be.
fn nearest_key(root: &Node, key: &str) -> Option<&'static str> {
    if KEYS.contains(&key) { None } else { nearest_free(key, KEYS, |name| root.entry(name).is_some()) }
}

fn format(cx: &mut Context<'_>, root: &Node, entries: &[Entry]) -> Option<()> {
    let Some(index) = entries.iter().position(|entry| &*entry.key == "runa") else {
        let edit = cx.mend.insert_first(root, &format!("runa: {FORMAT}"));
        cx.say(format_not_named::format_missing(entries[0].key_span, edit));
        return Some(());
    };
    let entry = &entries[index];
    if matches!(&entry.value.kind, Kind::Scalar { text, plain: true } if text.parse() == Ok(FORMAT)) {
        return Some(());
    }
    let at = value_span(entry);
    if let Some((number, _)) = entry.value.text().and_then(|text| text.split_once('#'))
        && number.trim().parse() == Ok(FORMAT)
        && let Some(sign) = cx.text[at.start..at.end].find('#')
    {
        cx.say(format_not_named::glued_comment(at, at.start + sign));
        return Some(());
    }
    let edit = cx.mend.set_value(root, index, &FORMAT.to_string());
    let number = entry.value.text().map(|text| text.trim().trim_start_matches('v').trim_end_matches(".0"));
    if number.and_then(|number| number.parse().ok()) == Some(FORMAT) {
        cx.say(format_not_named::format_as_a_text(at, &entry.value.describe(), edit));
        return Some(());
    }
    cx.say(format_not_named::format_unknown(at, &entry.value.describe(), edit));
    None
}

fn service<'t>(cx: &mut Context<'t>, root: &'t Node, index: usize) -> Option<&'t str> {
    let entry = &root.entries()?[index];
    let found = entry.value.describe();
    let text = entry.value.text().unwrap_or_default();
    let is_text = !is_plain(&entry.value) || !is_no_text(text);
    if name::is_service(text) && is_text {
        return Some(text);
    }
    let made = name::service(text);
    let (label, better) = match &entry.value.kind {
        Kind::Null => ("a name is expected", made),
        Kind::Scalar { .. } if !is_text => ("a text is expected", format!("'{made}'")),
        Kind::Scalar { text, .. } if text.is_empty() => ("a name is expected", made),
        Kind::Scalar { text, .. } if text.len() > name::LONGEST => ("more than 64 letters", made),
        Kind::Scalar { .. } => ("not letters, digits, `-` and `_` only", made),
        // What it holds would be lost.
        _ => {
            let note = "a text is expected";
            cx.say(name_is_no_identifier::service_name(entry.value.span, &found, note, "app", None));
            return None;
        }
    };
    let edit = cx.mend.set_value(root, index, &better);
    cx.say(name_is_no_identifier::service_name(value_span(entry), &found, label, &better, edit));
    None
}

fn text<'t>(cx: &mut Context<'t>, root: &'t Node, index: usize, wanted: &str, example: &str) -> Option<&'t str> {
    let entry = &root.entries()?[index];
    let text = entry.value.text().filter(|text| !text.is_empty());
    if text.is_none() {
        // A stage's name as an example must be one that exists.
        let stages = root.entry("stages").and_then(|stages| stages.value.entries()).unwrap_or_default();
        let example = if &*entry.key == "default_stage" {
            stages.iter().find(|stage| !stage.key.is_empty()).map_or(example, |stage| &stage.key)
        } else {
            example
        };
        let edit = cx.mend.set_value(root, index, &scalar(example));
        let found = entry.value.describe();
        cx.say(wrong_type::wrong_type_of_key(value_span(entry), &entry.key, wanted, &found, example, edit));
    }
    text
}

fn relaxed<'t>(cx: &mut Context<'t>, root: &'t Node, index: usize) -> Option<BTreeSet<&'t str>> {
    let entry = &root.entries()?[index];
    let list = &entry.value;
    let Some(items) = list.items() else {
        // `{ dev: true, prod: false }`
        let switched = |entry: &Entry| suggest::switch(entry.value.text().unwrap_or("true")) == Some(true);
        let on = |entries: &[Entry]| {
            let names = entries.iter().filter(|entry| switched(entry)).map(|entry| scalar(&entry.key));
            names.collect::<Vec<_>>().join(", ")
        };
        let names = match list.text() {
            Some(text) => words(text).join(", "),
            None => list.entries().map(on).unwrap_or_default(),
        };
        let better = format!("[{names}]");
        let edit = cx.mend.set_value(root, index, &better);
        let (at, found) = (value_span(entry), list.describe());
        cx.say(wrong_type::wrong_type_of_key(at, "relaxed", "a list of stages", &found, &better, edit));
        return None;
    };
    let mut names = BTreeSet::new();
    for (index, item) in items.iter().enumerate() {
        match item.text() {
            Some(name) if names.contains(name) => {
                let removal = cx.mend.remove_item(list, index);
                let first = items.iter().find(|item| item.text() == Some(name)).map_or(item.span, |item| item.span);
                cx.say(names_no_stage::named_twice(item.span, name, first, removal));
            }
            Some(name) if !(name.is_empty() || is_plain(item) && is_no_text(name)) => {
                names.insert(name);
            }
            _ => {
                let removal = cx.mend.remove_item(list, index);
                cx.say(names_no_stage::no_name(item.span, &item.describe(), removal));
            }
        }
    }
    Some(names)
}

fn is_plain(node: &Node) -> bool {
    matches!(node.kind, Kind::Scalar { plain: true, .. })
}

/// Whether a plain scalar is a number or a boolean.
fn is_no_text(plain: &str) -> bool {
    plain.parse::<f64>().is_ok() || matches!(plain, "true" | "false")
}

/// The names in a text that was meant as a list.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split([',', ' ', '\n']).filter(|word| !word.is_empty()).map(scalar).collect()
}

fn defaults<'t>(cx: &mut Context<'t>, root: &'t Node, at: usize) -> Vec<Settings<'t>> {
    let Some(entry) = root.entries().map(|entries| &entries[at]) else { return Vec::new() };
    let node = &entry.value;
    let Some(entries) = node.entries() else {
        if !matches!(node.kind, Kind::Null) {
            let edit = match &node.kind {
                Kind::List { items, .. } if !items.is_empty() => {
                    cx.mend.put(root, at, ["{ ", " }"], |style| cx.mend.map_of_list(node, style, Some("{}"), false))
                }
                Kind::Scalar { text, .. } => {
                    let keys: Vec<_> = words(text).into_iter().map(|word| format!("{word}: {{}}")).collect();
                    cx.mend.set_value(root, at, &format!("{{ {} }}", keys.join(", ")))
                }
                _ => cx.mend.set_value(root, at, "{}"),
            };
            cx.say(stage_of_a_wrong_shape::defaults_shape(node.span, &node.describe(), edit));
        }
        return Vec::new();
    };
    let mut read = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        if let Some(row) = cx.row(&entry.key) {
            let owner = Owner { section: row.name, place: Where::Defaults };
            let settings = section::read(cx, node, index, owner, row.section);
            read.push(Settings { text: &entry.key, row, name: entry.key_span, node: settings });
        } else if own::is_one(cx, entry) {
            read.extend(own::read(cx, node, index, Where::Defaults));
        } else if &*entry.key == SERVER {
            let edit = cx.mend.move_up(root, at, node, index);
            let help = "write `server:` at the top, beside `defaults:`";
            cx.say(unknown_provider::server_is_none(entry.key_span, Where::Defaults, help, edit));
        } else {
            let near = nearest_free(&entry.key, cx.rows.iter().map(|row| row.name), |name| node.entry(name).is_some());
            let removal = cx.mend.remove_entry(node, index);
            let known = cx.names();
            cx.say(unknown_provider::unknown_provider(
                entry.key_span,
                &entry.key,
                Where::Defaults,
                &known,
                near,
                None,
                removal,
            ));
        }
    }
    read
}

/// `default_stage` and `relaxed` name stages.
fn mentions(cx: &mut Context<'_>, root: &Node, draft: &Draft<'_>) {
    let stages: Vec<_> = draft.stages.iter().map(|stage| stage.name).collect();
    let Some(entries) = root.entries() else { return };
    if let Some(name) = draft.default_stage.filter(|name| !stages.contains(name))
        && let Some(index) = entries.iter().position(|entry| &*entry.key == "default_stage")
    {
        let at = value_span(&entries[index]);
        let variable = reference::dollar(&entries[index].value).is_some();
        let named = name.rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).find(|word| stages.contains(word));
        let near = named.filter(|_| variable).or_else(|| nearest(name, stages.iter().copied()));
        let better = near.unwrap_or(stages[0]);
        let edit = cx.mend.set_value(root, index, &scalar(better));
        if variable {
            cx.say(names_no_stage::names_a_variable(at, better, edit));
            return;
        }
        let help =
            near.map_or_else(|| format!("write `default_stage: {better}`"), |near| format!("did you mean `{near}`?"));
        cx.say(names_no_stage::names_no_stage(at, "default_stage", name, &stages, &help, edit));
    }
    let Some(node) = root.entry("relaxed").map(|entry| &entry.value) else { return };
    let Some(names) = &draft.relaxed else { return };
    let known: BTreeSet<_> = stages.iter().copied().collect();
    for (index, item) in node.items().unwrap_or_default().iter().enumerate() {
        let Some(name) = item.text().filter(|name| names.contains(name) && !known.contains(name)) else { continue };
        let free = stages.iter().copied().filter(|stage| !cx.mend.tired && !names.contains(stage));
        let near = nearest(name, free);
        let (help, edit) = match near {
            Some(near) => (format!("did you mean `{near}`?"), Some(vec![Replacement::new(item.span, scalar(near))])),
            None => (format!("take `{name}` out"), cx.mend.remove_item(node, index)),
        };
        cx.say(names_no_stage::names_no_stage(item.span, "relaxed", name, &stages, &help, edit));
    }
}

/// `defaults` are for somebody. Not judged where a stage could not be read: the provider may be meant there.
fn nobody(cx: &mut Context<'_>, root: &Node, draft: &Draft<'_>) {
    let Some(node) = root.entry("defaults").map(|entry| &entry.value) else { return };
    if draft.stages.iter().any(|stage| !stage.sound) {
        return;
    }
    for settings in &draft.defaults {
        let listed =
            |stage: &crate::manifest::draft::Stage<'_>| stage.entries.iter().any(|entry| entry.text == settings.text);
        if !draft.stages.iter().any(listed) {
            let index =
                node.entries().and_then(|entries| entries.iter().position(|entry| &*entry.key == settings.text));
            let removal = index.and_then(|index| cx.mend.remove_entry(node, index));
            cx.say(defaults_for_nobody::defaults_for_nobody(settings.name, settings.text, removal));
        }
    }
}
