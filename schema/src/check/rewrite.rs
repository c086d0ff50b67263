//! Edits that keep what is written and change its shape: a list becomes a mapping, a mapping a list, a text a list.
//!
//! Each returns `None` where something would be lost: what an alias or a merge key brings in, an anchor, a key that would stand twice.

use std::collections::BTreeSet;

use super::mend::{Edit, Mend, scalar};
use crate::Span;
use crate::diagnostic::Replacement;
use crate::tree::{Entry, Kind, Node};

/// How a part is written: inside braces or brackets, or in lines of its own from a column on.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Style {
    Flow,
    Block(usize),
}

/// Whether it is written in brackets or braces.
pub(crate) fn is_flow(node: &Node) -> bool {
    matches!(node.kind, Kind::Map { flow: true, .. } | Kind::List { flow: true, .. })
}

/// Text in a line of its own, from a column on.
fn line(column: usize, dash: &str, text: &str) -> String {
    format!("\n{}{dash}{text}", " ".repeat(column))
}

impl<'t> Mend<'t> {
    /// Writes other parts in place of the list or mapping behind a key, in lines of their own if it has them.
    pub(crate) fn put(
        self,
        map: &Node,
        index: usize,
        brackets: [&str; 2],
        parts: impl FnOnce(Style) -> Option<Vec<String>>,
    ) -> Edit {
        let entry = map.entries()?.get(index)?;
        self.entry(map, entry)?;
        let node = &entry.value;
        if node.span.start < entry.key_span.end {
            return None;
        }
        self.rewrite(node, self.column(entry.key_span.start) + 2, brackets, parts)
    }

    /// The same for a node that stands at `least` at this column.
    pub(crate) fn rewrite(
        self,
        node: &Node,
        least: usize,
        [open, close]: [&str; 2],
        parts: impl FnOnce(Style) -> Option<Vec<String>>,
    ) -> Edit {
        if self.text[node.span.start..node.span.end].contains("<<") {
            return None;
        }
        if matches!(node.kind, Kind::Map { flow: true, .. } | Kind::List { flow: true, .. }) {
            let parts = parts(Style::Flow)?.join(", ");
            return Some(vec![Replacement::new(node.span, format!("{open}{parts}{close}"))]);
        }
        self.indent(node.span.start)?;
        let old = self.column(node.span.start);
        // A block list may stand as far left as its key; a mapping may not.
        let column = old.max(least);
        let indent = " ".repeat(column);
        let text = format!("{}{}", " ".repeat(column - old), parts(Style::Block(column))?.join(&format!("\n{indent}")));
        Some(vec![Replacement::new(node.span, text)])
    }

    /// A list of mappings as one mapping. An item that is only a name gets `alone` behind it; `named` items hold their name behind the
    /// key `name`.
    pub(crate) fn map_of_list(
        self,
        list: &Node,
        style: Style,
        alone: Option<&str>,
        named: bool,
    ) -> Option<Vec<String>> {
        let mut keys = BTreeSet::new();
        let mut parts = Vec::new();
        for item in list.items()? {
            match &item.kind {
                Kind::Scalar { text, .. } => {
                    if !keys.insert(&**text) {
                        return None;
                    }
                    parts.push(format!("{}: {}", scalar(text), alone?));
                }
                Kind::Map { entries, .. } => {
                    if let Some(name) = entries.first().filter(|entry| named && &*entry.key == "name") {
                        let name = name.value.text()?;
                        keys.insert(name).then_some(())?;
                        parts.push(self.nested(&scalar(name), item, &entries[1..], style, alone?)?);
                        continue;
                    }
                    for entry in entries.iter() {
                        keys.insert(&entry.key).then_some(())?;
                        parts.push(self.part(item, entry, style)?);
                    }
                }
                _ => return None,
            }
        }
        Some(parts)
    }

    /// Entries below a key of their own.
    pub(crate) fn nested(self, key: &str, map: &Node, entries: &[Entry], style: Style, alone: &str) -> Option<String> {
        if entries.is_empty() {
            return Some(format!("{key}: {alone}"));
        }
        let flow = |entry: &Entry| matches!(entry.value.kind, Kind::Scalar { .. } | Kind::Null);
        match style {
            Style::Block(column) if !entries.iter().all(flow) => {
                let below = column + 2;
                let mut text = format!("{key}:");
                for entry in entries {
                    text.push_str(&line(below, "", &self.part(map, entry, Style::Block(below))?));
                }
                Some(text)
            }
            _ => {
                let parts = entries.iter().map(|entry| self.flow_entry(map, entry)).collect::<Option<Vec<_>>>()?;
                Some(format!("{key}: {{ {} }}", parts.join(", ")))
            }
        }
    }

    /// Providers as a list: of entries of a mapping, each with its settings.
    pub(crate) fn list_of_providers(self, map: &Node, entries: &[&Entry], style: Style) -> Option<String> {
        let item = |entry: &Entry, style| {
            let nothing = matches!(entry.value.kind, Kind::Null);
            if nothing { Some(scalar(&entry.key)) } else { self.part(map, entry, style) }
        };
        match style {
            Style::Flow => {
                let items = entries.iter().map(|entry| item(entry, style)).collect::<Option<Vec<_>>>()?;
                Some(format!("providers: [{}]", items.join(", ")))
            }
            Style::Block(column) => {
                let mut text = "providers:".to_owned();
                for entry in entries {
                    text.push_str(&line(column + 2, "- ", &item(entry, Style::Block(column + 4))?));
                }
                Some(text)
            }
        }
    }

    /// Items of a list as the value of `providers`.
    pub(crate) fn providers_of(self, list: &Node, items: &[&Node], style: Style) -> Option<String> {
        let part = |style| {
            let parts = items.iter().map(|item| self.item_part(list, item, style));
            parts.collect::<Option<Vec<_>>>()
        };
        Some(match style {
            Style::Block(column) if !items.is_empty() => {
                let indent = format!("\n{}- ", " ".repeat(column + 2));
                format!("providers:{indent}{}", part(Style::Block(column + 4))?.join(&indent))
            }
            _ => format!("providers: [{}]", part(Style::Flow)?.join(", ")),
        })
    }

    /// An item of a list as it is written, without its dash.
    fn item_part(self, list: &Node, item: &Node, style: Style) -> Option<String> {
        match item.entries() {
            Some([entry]) => self.part(item, entry, style),
            Some(entries) => {
                let parts = entries.iter().map(|entry| self.part(item, entry, style)).collect::<Option<Vec<_>>>()?;
                Some(match style {
                    Style::Block(column) => parts.join(&format!("\n{}", " ".repeat(column))),
                    Style::Flow => format!("{{ {} }}", parts.join(", ")),
                })
            }
            None => {
                let inside = item.span.start >= list.span.start && item.span.end <= list.span.end;
                (inside && item.text().is_some()).then(|| self.text_of(item).to_owned())
            }
        }
    }

    /// Makes one item of two that name the same provider; `None` if both say something about the same setting.
    pub(crate) fn join_items(
        self,
        list: &Node,
        (first, to): (usize, Option<&Node>),
        (second, from): (usize, Option<&Node>),
    ) -> Edit {
        let empty = |node: Option<&Node>| node.is_none_or(|node| node.entries().is_none_or(<[Entry]>::is_empty));
        let items = list.items()?;
        let (kept, gone) = (items.get(first)?, items.get(second)?);
        let removal = self.remove_item(list, second)?;
        if empty(from) {
            return Some(removal);
        }
        if empty(to) {
            let place = match kept.entries() {
                Some([entry]) => self.entry(kept, entry)?,
                _ => kept.span,
            };
            let style = if is_flow(list) { Style::Flow } else { Style::Block(self.column(place.start)) };
            let mut edit = vec![Replacement::new(place, self.item_part(list, gone, style)?)];
            edit.extend(removal);
            return Some(edit);
        }
        let (to, from) = (to?, from?);
        let (known, new) = (to.entries()?, from.entries()?);
        if self.text_of(from).contains("<<") || new.iter().any(|entry| to.entry(&entry.key).is_some()) {
            return None;
        }
        let style = if is_flow(to) { Style::Flow } else { Style::Block(0) };
        let parts = new.iter().map(|entry| self.part(from, entry, style)).collect::<Option<Vec<_>>>()?;
        let joint = if is_flow(to) { ", " } else { "\n" };
        let mut edit = self.insert_entry(to, known.len() - 1, &parts.join(joint))?;
        edit.extend(removal);
        Some(edit)
    }

    /// Names as items of their own in place of one item.
    pub(crate) fn items_for(self, list: &Node, item: &Node, names: &[String]) -> Edit {
        if item.span.start < list.span.start || item.span.end > list.span.end {
            return None;
        }
        let joint = if is_flow(list) {
            ", ".to_owned()
        } else {
            let before = &self.text[self.line_start(item.span.start)..item.span.start];
            let dash = before.find('-').filter(|dash| before[..*dash].trim().is_empty())?;
            format!("\n{}- ", &before[..dash])
        };
        Some(vec![Replacement::new(item.span, names.join(&joint))])
    }

    /// The items of a list that is itself an item, in its place.
    pub(crate) fn unwrap_item(self, list: &Node, item: &Node) -> Edit {
        let style = Style::Flow;
        let items = item.items()?;
        let parts = items.iter().map(|inner| self.item_part(item, inner, style)).collect::<Option<Vec<_>>>()?;
        self.items_for(list, item, &parts)
    }

    /// Moves an entry of a mapping in front of the key `at` that the mapping stands behind.
    pub(crate) fn move_up(self, outer: &Node, at: usize, map: &Node, index: usize) -> Edit {
        let moved = map.entries()?.get(index)?;
        let place = self.entry(outer, outer.entries()?.get(at)?)?;
        if outer.entry(&moved.key).is_some() {
            return None;
        }
        let text = if is_flow(outer) {
            format!("{}, ", self.flow_entry(map, moved)?)
        } else {
            let indent = self.indent(place.start)?;
            format!("{}\n{indent}", self.part(map, moved, Style::Block(self.column(place.start)))?)
        };
        let mut edit = vec![Replacement::new(place.before(), text)];
        edit.extend(self.remove_entry(map, index)?);
        Some(edit)
    }

    /// What a node is written as.
    pub(crate) fn text_of(self, node: &Node) -> &'t str {
        &self.text[node.span.start..node.span.end]
    }

    /// An entry as it is written, in another style or at another column.
    pub(crate) fn part(self, map: &Node, entry: &Entry, style: Style) -> Option<String> {
        let Style::Block(column) = style else { return self.flow_entry(map, entry) };
        let span = self.entry(map, entry)?;
        let mut end = span.end;
        let line = self.line_end(end);
        let rest = self.text[end..line].trim_end();
        if rest.trim_start().starts_with('#') {
            // The comment of the last entry stays where it is.
            end = (end + rest.len()).min(map.span.end).max(end);
        }
        let from = self.column(span.start);
        let mut lines = self.text[span.start..end].lines();
        let mut text = lines.next()?.to_owned();
        for line in lines {
            let blank = line.len() - line.trim_start_matches(' ').len();
            let shift = (blank + column).saturating_sub(from);
            let line = line.trim_start_matches(' ');
            text.push('\n');
            if !line.is_empty() {
                text.push_str(&" ".repeat(shift));
                text.push_str(line);
            }
        }
        if matches!(entry.value.kind, Kind::Null) && span.end == entry.key_span.end {
            text.push(':');
        }
        Some(text)
    }

    /// An entry as braces hold it.
    pub(crate) fn flow_entry(self, map: &Node, entry: &Entry) -> Option<String> {
        let span = self.entry(map, entry)?;
        let key = &self.text[entry.key_span.start..entry.key_span.end];
        if span.end == entry.key_span.end {
            return Some(format!("{key}:"));
        }
        Some(format!("{key}: {}", self.flow_value(map, entry)?))
    }

    /// The value of an entry as braces hold it.
    pub(crate) fn flow_value(self, map: &Node, entry: &Entry) -> Option<String> {
        let span = self.entry(map, entry)?;
        let behind = self.text.get(entry.key_span.end..span.end)?.trim_start().strip_prefix(':')?.trim_start();
        let value = &entry.value;
        if value.span.start < entry.key_span.end || value.span.end > span.end || matches!(value.kind, Kind::Null) {
            // An alias, or nothing.
            return Some(behind.to_owned());
        }
        let anchored = self.text[entry.key_span.end..value.span.start].contains('&');
        if anchored { None } else { self.flow(value) }
    }

    pub(super) fn flow(self, node: &Node) -> Option<String> {
        let written = &self.text[node.span.start..node.span.end];
        match &node.kind {
            Kind::Null | Kind::Map { flow: true, .. } | Kind::List { flow: true, .. } => Some(written.to_owned()),
            Kind::Map { entries, .. } => {
                let parts = entries.iter().map(|entry| self.flow_entry(node, entry)).collect::<Option<Vec<_>>>()?;
                (!written.contains("<<")).then(|| format!("{{ {} }}", parts.join(", ")))
            }
            Kind::List { items, .. } => {
                let own = |item: &&Node| item.span.start >= node.span.start && item.span.end <= node.span.end;
                let parts = items.iter().filter(own).map(|item| self.flow(item)).collect::<Option<Vec<_>>>()?;
                (parts.len() == items.len()).then(|| format!("[{}]", parts.join(", ")))
            }
            Kind::Scalar { text, plain } => {
                let block = written.starts_with(['|', '>']) && !*plain;
                if block || written.contains('\n') {
                    return (!text.contains('\n')).then(|| scalar(text));
                }
                let special = *plain && written.contains([',', '[', ']', '{', '}']);
                Some(if special { scalar(text) } else { written.to_owned() })
            }
        }
    }

    /// A space behind the colon of each line `key:value`; `None` if a line is something else.
    pub(crate) fn spaces_behind_colons(self, span: Span) -> Edit {
        self.each_line(span, |line| {
            let (key, value) = line.split_once(':')?;
            let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            (is_key && !value.is_empty() && !value.starts_with(['/', ' '])).then_some((key.len() + 1, 0, " "))
        })
    }

    /// A space behind the dash of each line `-item`.
    pub(crate) fn spaces_behind_dashes(self, span: Span) -> Edit {
        self.indent(span.start)?;
        self.each_line(span, |line| (line.starts_with('-') && !line.contains(' ')).then_some((1, 0, " ")))
    }

    /// A colon for the `=` of each line `key = value`.
    pub(crate) fn colons_for_equals(self, span: Span) -> Edit {
        self.each_line(span, |line| {
            let (key, value) = line.split_once('=')?;
            let is_key = key.trim_end().chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
                && !key.trim().is_empty();
            let blank = value.len() - value.trim_start().len();
            (is_key && !value.trim().is_empty()).then(|| {
                let at = key.trim_end().len();
                (at, key.len() + 1 + blank - at, ": ")
            })
        })
    }

    /// One replacement in each line: where in it, how many letters, and by what.
    fn each_line(self, span: Span, change: impl Fn(&str) -> Option<(usize, usize, &'static str)>) -> Edit {
        let mut edit = Vec::new();
        let mut at = span.start;
        for line in self.text[span.start..span.end].split_inclusive('\n') {
            let content = line.trim();
            if !content.is_empty() && !content.starts_with('#') {
                let (behind, length, new) = change(content)?;
                let start = at + (line.len() - line.trim_start().len()) + behind;
                edit.push(Replacement::new(Span::new(start, start + length), new));
            }
            at += line.len();
        }
        (!edit.is_empty()).then_some(edit)
    }

    /// How many letters stand before a place on its line.
    pub(crate) fn column(self, at: usize) -> usize {
        self.text[self.line_start(at)..at].trim_start_matches('\u{feff}').chars().count()
    }

    /// Whether an anchor stands in a range that an alias elsewhere needs.
    pub(crate) fn holds_anchor(self, span: Span) -> bool {
        let text = &self.text[span.start..span.end];
        let begins = |at: usize| at == 0 || text[..at].ends_with([' ', '\n', '\t', ',', '[', '{']);
        text.match_indices('&').filter(|(at, _)| begins(*at)).any(|(at, _)| {
            let rest = &text[at + 1..];
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}'));
            let name = &rest[..end.unwrap_or(rest.len())];
            !name.is_empty() && self.text.contains(&format!("*{name}"))
        })
    }
}
