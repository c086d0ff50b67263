//! Providers of the user's own, as far as a manifest shows them: their type, and what is written for them and where.
//!
//! Which settings they have, what holds where none is written, and which of these are secrets, is in their types, and only the compiler
//! knows those. So no literal of a `config` is shown but `true` and `false`, and what it refers to counts as a secret.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write;

use super::held::Held;
use crate::diagnostic::Lines;
use crate::manifest::{Listed, Stage};
use crate::resolve::Source;
use crate::settings::{Kind, Setting};
use crate::tree::{self, Node, one_line};
use crate::value::{Shape, Value};

/// `use`
pub(super) static USE: Setting = Setting {
    name: "use",
    doc: "The type of a provider of your own.",
    kind: Kind::Scalar(Shape::Text),
    ..Setting::BASE
};

/// `config`, and whatever stands below it.
pub(super) static CONFIG: Setting = Setting {
    name: "config",
    doc: "A setting of a provider of your own. Its type declares it and `cargo check` checks it; what is written there is not shown, since \
          it may be a secret.",
    kind: Kind::Scalar(Shape::Text),
    ..Setting::BASE
};

/// What a reference inside a `config` stands for.
pub(super) static REFERENCE: Setting =
    Setting { name: "config", kind: Kind::Scalar(Shape::Text), secret: true, ..Setting::BASE };

/// What a stage says of its user's own providers.
pub(super) fn held(lines: &Lines<'_>, stage: &Stage) -> Vec<Held> {
    let mut all = Vec::new();
    for listed in &stage.providers {
        let Some(own) = &listed.own else { continue };
        all.push(one(listed, &USE, USE.name, own.ty.clone(), lines.position(own.used.start), own.ty.clone()));
        let Some(config) = &own.config else { continue };
        leaves(CONFIG.name, config, &mut |path, leaf| {
            all.push(one(listed, &CONFIG, path, shown(leaf), lines.position(leaf.span.start), content(leaf)));
        });
    }
    all
}

/// Calls `visit` for each value, with its path; of a list, for the whole.
fn leaves(path: &str, node: &Node, visit: &mut impl FnMut(&str, &Node)) {
    match node.entries() {
        Some(entries) if !entries.is_empty() && referred(node).is_none() => {
            for entry in entries {
                leaves(&format!("{path}.{}", one_line(&entry.key)), &entry.value, visit);
            }
        }
        _ => visit(path, node),
    }
}

/// The variable or the file to which a node refers, and which of them it is.
fn referred(node: &Node) -> Option<(&'static str, &str)> {
    ["from_file", "from_env"].into_iter().find_map(|by| Some((by, node.entry(by)?.value.text()?)))
}

/// What can be said of a value whose type nobody here knows.
fn shown(node: &Node) -> String {
    let text = match (referred(node), node.text()) {
        (Some((by, name)), _) => {
            let default = if node.entry("default").is_some() { ", default: ***" } else { "" };
            format!("{{ {by}: {name}{default} }}")
        }
        // There is no secret with which it could be confused.
        (None, Some(word @ ("true" | "false"))) => word.to_owned(),
        _ => "written".to_owned(),
    };
    one_line(&text).into_owned()
}

fn one(
    listed: &Listed,
    setting: &'static Setting,
    path: &str,
    text: String,
    place: (u32, u32),
    compared: String,
) -> Held {
    let source = Source::Literal(Value::Text(Cow::Owned(compared)));
    let (section, path) = (listed.name.clone(), path.to_owned());
    Held { section, path, setting: Some(setting), text, place: Some(place), source }
}

/// The paths of what is written below `config` of a provider, in any stage.
pub(super) fn paths<'a>(stages: impl Iterator<Item = &'a Stage>, name: &str) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for listed in stages.flat_map(|stage| &stage.providers).filter(|listed| listed.name == name) {
        if let Some(config) = listed.own.as_ref().and_then(|own| own.config.as_ref()) {
            leaves(CONFIG.name, config, &mut |path, _| {
                paths.insert(path.to_owned());
            });
        }
    }
    paths
}

/// What a node says, wherever it stands: to be compared, never to be shown.
fn content(node: &Node) -> String {
    match &node.kind {
        tree::Kind::Null => "~".to_owned(),
        tree::Kind::Scalar { text, plain } => format!("{plain}{text:?}"),
        tree::Kind::List { items, .. } => {
            items.iter().fold("[".to_owned(), |said, item| said + &content(item) + ",") + "]"
        }
        tree::Kind::Map { entries, .. } => {
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_by_key(|entry| &entry.key);
            let said = entries.into_iter().fold("{".to_owned(), |mut said, entry| {
                // Writing into a String does not fail.
                let _ = write!(said, "{:?}:{},", entry.key, content(&entry.value));
                said
            });
            said + "}"
        }
    }
}

/// A reference inside a `config`.
pub(super) struct Reference {
    /// `billing.config.key`
    pub(super) key: String,
    /// The variable, or the file.
    pub(super) name: String,
    pub(super) is_file: bool,
    pub(super) has_default: bool,
    pub(super) place: (u32, u32),
}

/// Everything to which the user's own providers of a stage refer.
pub(super) fn references(lines: &Lines<'_>, stage: &Stage) -> Vec<Reference> {
    let mut found = Vec::new();
    for listed in &stage.providers {
        if let Some(config) = listed.own.as_ref().and_then(|own| own.config.as_ref()) {
            refer(lines, &format!("{}.{}", listed.name, CONFIG.name), config, &mut found);
        }
    }
    found
}

fn refer(lines: &Lines<'_>, key: &str, node: &Node, found: &mut Vec<Reference>) {
    leaves(key, node, &mut |key, leaf| {
        let Some((by, name)) = referred(leaf) else { return };
        let (key, name, has_default) = (key.to_owned(), name.to_owned(), leaf.entry("default").is_some());
        let (is_file, place) = (by == "from_file", lines.position(leaf.span.start));
        found.push(Reference { key, name, is_file, has_default, place });
    });
}
