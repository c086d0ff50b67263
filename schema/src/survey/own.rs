//! Providers of the user's own, as far as a manifest shows them: their type, and that something is configured.
//!
//! Which settings they have, and which of these are secrets, is in their types, and only the compiler knows those. So no literal of
//! a `config` is shown, and what it refers to counts as a secret.

use std::borrow::Cow;
use std::fmt::Write;

use super::held::Held;
use crate::diagnostic::Lines;
use crate::manifest::{Listed, Stage};
use crate::resolve::Source;
use crate::settings::{Kind, Setting};
use crate::tree::{self, Node};
use crate::value::{Shape, Value};

/// `use`
pub(super) static USE: Setting = Setting {
    name: "use",
    doc: "The type of a provider of your own.",
    kind: Kind::Scalar(Shape::Text),
    ..Setting::BASE
};

/// `config`
pub(super) static CONFIG: Setting = Setting {
    name: "config",
    doc: "The settings of a provider of your own. They are declared by its type, and `cargo check` checks them.",
    kind: Kind::Scalar(Shape::Map(&Shape::Text)),
    ..Setting::BASE
};

/// What a reference inside a `config` stands for.
pub(super) static REFERENCE: Setting =
    Setting { name: "config", kind: Kind::Scalar(Shape::Text), secret: true, ..Setting::BASE };

/// What a stage says of its user's own providers.
pub(super) fn held(lines: &Lines<'_>, stage: &Stage) -> Vec<Held> {
    let both = stage.providers.iter().filter_map(|listed| Some((listed, listed.own.as_ref()?)));
    let all = both.flat_map(|(listed, own)| {
        let ty = one(listed, &USE, own.ty.clone(), lines.position(own.used.start), own.ty.clone());
        let config = own.config.as_ref().map(|config| {
            one(listed, &CONFIG, "written".to_owned(), lines.position(config.span.start), content(config))
        });
        std::iter::once(ty).chain(config)
    });
    all.collect()
}

fn one(listed: &Listed, setting: &'static Setting, text: String, place: (u32, u32), compared: String) -> Held {
    let source = Source::Literal(Value::Text(Cow::Owned(compared)));
    let (section, path) = (listed.name.clone(), setting.name.to_owned());
    Held { section, path, setting: Some(setting), text, place: Some(place), source }
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
    let named = |name: &str| node.entry(name).and_then(|entry| entry.value.text());
    let is_file = named("from_file").is_some();
    if let Some(name) = named("from_file").or_else(|| named("from_env")) {
        let (key, name, has_default) = (key.to_owned(), name.to_owned(), node.entry("default").is_some());
        found.push(Reference { key, name, is_file, has_default, place: lines.position(node.span.start) });
        return;
    }
    for entry in node.entries().unwrap_or_default() {
        refer(lines, &format!("{key}.{}", entry.key), &entry.value, found);
    }
}
