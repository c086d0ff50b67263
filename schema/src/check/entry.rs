//! The entries of a stage's list: a name, or one name with settings.

use super::context::Context;
use super::section;
use crate::Span;
use crate::diagnostic::place::{Owner, Where};
use crate::diagnostic::{provider_listed_twice, stage_of_a_wrong_shape, unknown_provider};
use crate::manifest::draft::Settings;
use crate::nearest::nearest;
use crate::provider::Row;
use crate::tree::{Entry, Kind, Node};

/// Reads every entry of a list.
pub(super) fn read_all<'t>(cx: &mut Context<'t>, stage: &'t str, list: &'t Node) -> Vec<Settings<'t>> {
    let items = list.items().unwrap_or_default();
    let listed: Vec<&str> = items.iter().filter_map(name_of).collect();
    let mut read: Vec<Settings<'t>> = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let at = At { stage, list, index, item, listed: &listed };
        let Some(settings) = at.read(cx) else { continue };
        match read.iter().find(|known| known.row.name == settings.row.name) {
            Some(first) => {
                let removal = cx.mend.remove_item(list, index);
                let name = settings.row.name;
                cx.say(provider_listed_twice::provider_listed_twice(settings.name, name, stage, first.name, removal));
            }
            None => read.push(settings),
        }
    }
    read
}

/// The provider that an entry names.
fn name_of(item: &Node) -> Option<&str> {
    match item.entries() {
        Some([entry]) => Some(&entry.key),
        Some(_) => None,
        None => item.text(),
    }
}

struct At<'a, 't> {
    stage: &'t str,
    list: &'t Node,
    index: usize,
    item: &'t Node,
    listed: &'a [&'a str],
}

impl<'t> At<'_, 't> {
    fn read(&self, cx: &mut Context<'t>) -> Option<Settings<'t>> {
        match &self.item.kind {
            Kind::Scalar { text, .. } => {
                let row = self.row(cx, text, self.item.span)?;
                Some(Settings { row, name: self.item.span, node: None })
            }
            Kind::Map { entries, .. } if entries.len() == 1 => self.with_settings(cx, &entries[0]),
            Kind::Map { entries, .. } if entries.len() > 1 => self.several(cx, entries),
            _ => {
                let label = format!("this is {}", self.item.describe());
                let edit = cx.mend.remove_item(self.list, self.index);
                cx.say(stage_of_a_wrong_shape::entry_shape(self.item.span, self.stage, label, "take it out", edit));
                None
            }
        }
    }

    fn with_settings(&self, cx: &mut Context<'t>, entry: &'t Entry) -> Option<Settings<'t>> {
        // Of a provider that exists, `use` is a setting that does not.
        if let Some(own) = entry.value.entry("use").filter(|_| cx.row(&entry.key).is_none()) {
            let removal = cx.mend.remove_item(self.list, self.index);
            cx.say(unknown_provider::own_provider(entry.key_span, &entry.key, self.stage, own.key_span, removal));
            return None;
        }
        let row = self.row(cx, &entry.key, entry.key_span)?;
        let owner = Owner { section: row.name, place: Where::Stage(self.stage) };
        let node = section::read(cx, self.item, 0, owner, row.section);
        Some(Settings { row, name: entry.key_span, node })
    }

    /// Several keys in one entry: two providers behind one dash, or settings that are not indented below their provider.
    fn several(&self, cx: &mut Context<'t>, entries: &'t [Entry]) -> Option<Settings<'t>> {
        let rest = &entries[1..];
        let (label, help, edit) =
            if matches!(entries[0].value.kind, Kind::Null) && rest.iter().all(|entry| cx.row(&entry.key).is_none()) {
                let label = format!("`{}` stands beside `{}`, not below it", rest[0].key, entries[0].key);
                (label, "indent the settings two spaces more", cx.mend.indent_rest(self.item))
            } else {
                let label = format!("a second name beside `{}`", entries[0].key);
                (label, "write `- ` before each provider", cx.mend.split_item(self.list, self.item))
            };
        cx.say(stage_of_a_wrong_shape::entry_shape(rest[0].key_span, self.stage, label, help, edit));
        None
    }

    fn row(&self, cx: &mut Context<'t>, name: &str, span: Span) -> Option<&'static Row> {
        if let Some(row) = cx.row(name) {
            return Some(row);
        }
        let free = cx.rows.iter().map(|row| row.name).filter(|name| !self.listed.contains(name));
        let near = nearest(name, free);
        let removal = cx.mend.remove_item(self.list, self.index);
        let (place, known) = (Where::Stage(self.stage), cx.names());
        cx.say(unknown_provider::unknown_provider(span, name, place, &known, near, removal));
        None
    }
}
