//! Edits that keep the style of the manifest: block stays block, flow stays flow, and indentation is that of the neighbours.
//!
//! Each returns `None` where the text does not let itself be edited in place: what an alias or a merge key brings in stands elsewhere.

use crate::Span;
use crate::diagnostic::Replacement;
use crate::tree::{Entry, Kind, Node};

/// The text that edits refer to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mend<'t> {
    pub(crate) text: &'t str,
    /// Whether so much has been found that no further edit will ever be shown. An edit may look at all neighbours of what it changes, so
    /// thousands of them would take as long as the square of the text.
    pub(crate) tired: bool,
}

pub(crate) type Edit = Option<Vec<Replacement>>;

/// Where a label about a value points: the value, or its key if nothing stands there.
pub(crate) fn value_span(entry: &Entry) -> Span {
    if entry.value.span.start == entry.value.span.end { entry.key_span } else { entry.value.span }
}

/// A text as a value: in quotes where it would be read as something else.
pub(crate) fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '~');
    let begins = text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '/'));
    if begins && text.chars().all(plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

impl<'t> Mend<'t> {
    /// Takes an entry out of a mapping.
    pub(crate) fn remove_entry(self, map: &Node, index: usize) -> Edit {
        let Kind::Map { entries, flow } = &map.kind else { return None };
        let span = |index: usize| entries.get(index).and_then(|entry| self.entry(map, entry));
        self.remove(map.span, *flow, entries.len(), span, index, "{}")
    }

    /// Takes an item out of a list.
    pub(crate) fn remove_item(self, list: &Node, index: usize) -> Edit {
        let Kind::List { items, flow } = &list.kind else { return None };
        let span = |index: usize| items.get(index).and_then(|item| self.item(list, item, *flow));
        self.remove(list.span, *flow, items.len(), span, index, "[]")
    }

    fn remove(
        self,
        whole: Span,
        flow: bool,
        count: usize,
        span: impl Fn(usize) -> Option<Span>,
        index: usize,
        empty: &str,
    ) -> Edit {
        let this = span(index)?;
        if self.holds_anchor(this) {
            return None;
        }
        if count == 1 {
            // A block list may stand as far left as its key; what takes its place in braces or brackets may not.
            let before = self.text[..whole.start].trim_end();
            let behind_key = !flow && before.ends_with(':');
            let (start, space) = if behind_key { (before.len(), " ") } else { (whole.start, "") };
            return Some(vec![Replacement::new(Span::new(start, whole.end), format!("{space}{empty}"))]);
        }
        let next = span(index + 1).filter(|next| next.start >= this.end);
        let previous = index.checked_sub(1).and_then(&span).filter(|previous| previous.end <= this.start);
        let gone = if !flow && self.is_first_of_line(this.start) {
            self.lines(this)
        } else if let Some(next) = next {
            Span::new(this.start, next.start)
        } else {
            Span::new(previous?.end, this.end)
        };
        Some(vec![Replacement::new(gone, "")])
    }

    /// Puts an item above another of a list.
    pub(crate) fn insert_item(self, list: &Node, before: usize, item: &str) -> Edit {
        let Kind::List { items, flow } = &list.kind else { return None };
        let place = self.item(list, items.get(before)?, *flow)?;
        if *flow {
            return Some(vec![Replacement::new(place.before(), format!("{item}, "))]);
        }
        let indent = self.indent(place.start)?;
        Some(vec![Replacement::new(place.before(), format!("- {item}\n{indent}"))])
    }

    /// Moves an item of a list above an earlier one.
    pub(crate) fn move_item(self, list: &Node, from: usize, to: usize) -> Edit {
        let Kind::List { items, flow } = &list.kind else { return None };
        let target = self.item(list, items.get(to)?, *flow)?;
        let this = self.item(list, items.get(from)?, *flow)?;
        if *flow {
            let mut edit = vec![Replacement::new(target.before(), format!("{}, ", &self.text[this.start..this.end]))];
            edit.extend(self.remove_item(list, from)?);
            return Some(edit);
        }
        self.indent(target.start)?;
        self.indent(this.start)?;
        let mut gone = self.lines(this);
        let mut moved = self.text[gone.start..gone.end].to_owned();
        if !moved.ends_with('\n') {
            // The last line has no line break; that of the line above goes with it.
            let line_break = if self.text[..gone.start].ends_with("\r\n") { "\r\n" } else { "\n" };
            moved.push_str(line_break);
            gone.start = gone.start.saturating_sub(line_break.len());
        }
        let place = self.line_start(target.start);
        Some(vec![Replacement::new(Span::new(place, place), moved), Replacement::new(gone, "")])
    }

    /// Moves an item of a list below a later one.
    pub(crate) fn move_item_below(self, list: &Node, from: usize, to: usize) -> Edit {
        let Kind::List { items, flow } = &list.kind else { return None };
        let this = self.item(list, items.get(from)?, *flow)?;
        let target = self.item(list, items.get(to)?, *flow)?;
        let mut edit = self.remove_item(list, from)?;
        if *flow {
            edit.push(Replacement::new(target.after(), format!(", {}", &self.text[this.start..this.end])));
            return Some(edit);
        }
        self.indent(target.start)?;
        self.indent(this.start)?;
        let lines = self.lines(this);
        let place = self.line_end(target.end);
        let moved = self.text[lines.start..lines.end].trim_end_matches('\n');
        let text = if self.text[..place].ends_with('\n') { format!("{moved}\n") } else { format!("\n{moved}") };
        edit.push(Replacement::new(Span::new(place, place), text));
        Some(edit)
    }

    /// Writes an entry behind another of a mapping.
    pub(crate) fn insert_entry(self, map: &Node, behind: usize, entry: &str) -> Edit {
        let Kind::Map { entries, flow } = &map.kind else { return None };
        let (first, this) = (entries.get(behind)?, self.entry(map, entries.get(behind)?)?);
        if *flow {
            return Some(vec![Replacement::new(this.after(), format!(", {entry}"))]);
        }
        let line = self.line_start(first.key_span.start);
        let before = self.text[line..first.key_span.start].trim_start_matches('\u{feff}');
        // An anchor may stand before the key; a dash belongs to the indentation.
        let column = before.find('&').unwrap_or(before.len());
        let end = self.line_end(this.end);
        let indent = " ".repeat(column);
        let entry = entry.replace('\n', &format!("\n{indent}"));
        let text =
            if self.text[..end].ends_with('\n') { format!("{indent}{entry}\n") } else { format!("\n{indent}{entry}") };
        Some(vec![Replacement::new(Span::new(end, end), text)])
    }

    /// Writes an entry above all others of a mapping.
    pub(crate) fn insert_first(self, map: &Node, entry: &str) -> Edit {
        let Kind::Map { entries, flow } = &map.kind else { return None };
        let first = self.entry(map, entries.first()?)?;
        if *flow {
            return Some(vec![Replacement::new(first.before(), format!("{entry}, "))]);
        }
        // A tab in front of a first key is read over; in front of a second it is not.
        let indent = self.indent(first.start).filter(|indent| !indent.contains('\t'))?;
        Some(vec![Replacement::new(first.before(), format!("{entry}\n{indent}"))])
    }

    /// Writes another value behind a key.
    pub(crate) fn set_value(self, map: &Node, index: usize, value: &str) -> Edit {
        let entry = map.entries()?.get(index)?;
        let this = self.entry(map, entry)?;
        let old = entry.value.span;
        let rest = &self.text[entry.key_span.end..];
        let nothing = matches!(entry.value.kind, Kind::Null);
        if nothing && !rest.trim_start().starts_with(':') {
            // A key alone, as braces allow it.
            return Some(vec![Replacement::new(entry.key_span.after(), format!(": {value}"))]);
        }
        if !nothing && old.start >= entry.key_span.end && old.end <= this.end {
            // A block may begin on the next line, as far left as its key; what takes its place may not.
            let between = &self.text[entry.key_span.end..old.start];
            if !(between.contains('\n') && between.trim() == ":") {
                return Some(vec![Replacement::new(old, value)]);
            }
        }
        let colon =
            entry.key_span.end + rest.find(|c: char| !c.is_whitespace()).filter(|at| rest[*at..].starts_with(':'))? + 1;
        Some(vec![Replacement::new(Span::new(colon, this.end.max(colon)), format!(" {value}"))])
    }

    /// Writes `- ` before each key of a block mapping, so that it becomes a list of mappings.
    pub(crate) fn list_of_entries(self, map: &Node) -> Edit {
        let Kind::Map { entries, flow } = &map.kind else { return None };
        // A merge key is no item, and what it brings may stand in the mapping's own lines.
        if self.text[map.span.start..map.span.end].contains("<<") {
            return None;
        }
        let spans = entries.iter().map(|entry| self.entry(map, entry)).collect::<Option<Vec<_>>>()?;
        if *flow {
            let items: Vec<_> =
                spans.iter().map(|span| self.text[span.start..span.end].trim_start_matches('-')).collect();
            return Some(vec![Replacement::new(map.span, format!("[{}]", items.join(", ")))]);
        }
        let mut edit = Vec::new();
        for span in spans {
            self.indent(span.start)?;
            // `-log:` has its dash, but no space behind it.
            let dash = usize::from(self.text[span.start..].starts_with('-'));
            let place = Span::new(span.start + dash, span.start + dash);
            edit.push(Replacement::new(place, if dash == 1 { " " } else { "- " }));
            edit.extend(self.shift(self.line_end(span.start), span.end));
        }
        Some(edit)
    }

    /// Makes several items of the entries of one item.
    pub(crate) fn split_item(self, list: &Node, item: &Node) -> Edit {
        let (Kind::Map { entries, flow }, Kind::List { flow: outer, .. }) = (&item.kind, &list.kind) else {
            return None;
        };
        let spans = entries.iter().map(|entry| self.entry(item, entry)).collect::<Option<Vec<_>>>()?;
        if *flow {
            let items: Vec<_> =
                spans.iter().map(|span| format!("{{ {} }}", &self.text[span.start..span.end])).collect();
            let between = if *outer {
                ", ".to_owned()
            } else {
                format!("\n{}- ", self.indent(self.item(list, item, false)?.start)?)
            };
            return Some(vec![Replacement::new(item.span, items.join(&between))]);
        }
        let dash = self.item(list, item, false)?.start;
        let column = dash - self.line_start(dash);
        let mut edit = Vec::new();
        for span in &spans[1..] {
            let start = self.line_start(span.start);
            let width = self.indent(span.start)?.len().checked_sub(column + 1)?;
            edit.push(Replacement::new(Span::new(start + column, span.start), format!("-{}", " ".repeat(width))));
        }
        Some(edit)
    }

    /// Moves the entries behind the first one to the right, below it.
    pub(crate) fn indent_rest(self, map: &Node) -> Edit {
        let Kind::Map { entries, flow: false } = &map.kind else { return None };
        let second = self.entry(map, entries.get(1)?)?;
        let last = self.entry(map, entries.last()?)?;
        self.indent(second.start)?;
        Some(self.shift(self.line_start(second.start), last.end))
    }

    /// Two spaces more at each line that begins in the range.
    fn shift(self, from: usize, to: usize) -> Vec<Replacement> {
        let mut edit = Vec::new();
        let mut at = from;
        while at < to {
            let end = self.line_end(at);
            if !self.text[at..end].trim().is_empty() {
                edit.push(Replacement::new(Span::new(at, at), "  "));
            }
            at = end;
        }
        edit
    }

    /// An entry of a mapping from its key to the end of its value, if it stands in that mapping.
    pub(crate) fn entry(self, map: &Node, entry: &Entry) -> Option<Span> {
        let (key, value) = (entry.key_span, entry.value.span);
        if self.tired || key.start < map.span.start || key.end > map.span.end {
            return None;
        }
        if value.start >= key.end && value.end <= map.span.end && !matches!(entry.value.kind, Kind::Null) {
            return Some(Span::new(key.start, value.end));
        }
        // Nothing, or an alias: to the end of what stands behind the key.
        let rest = &self.text[key.end..];
        let end = rest.find([',', '}', ']', '\n', '#']).unwrap_or(rest.len());
        Some(Span::new(key.start, key.end + rest[..end].trim_end().len()))
    }

    /// An item of a list, with its dash, if it stands in that list.
    fn item(self, list: &Node, item: &Node, flow: bool) -> Option<Span> {
        if self.tired || item.span.start < list.span.start || item.span.end > list.span.end {
            return None;
        }
        if flow {
            return Some(item.span);
        }
        let start = self.line_start(item.span.start);
        let line = &self.text[start..item.span.start];
        let dash = line.len() - line.trim_start().len();
        line[dash..].starts_with('-').then(|| Span::new(start + dash, item.span.end))
    }

    fn lines(self, span: Span) -> Span {
        Span::new(self.line_start(span.start), self.line_end(span.end))
    }

    pub(crate) fn line_start(self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |at| at + 1)
    }

    /// Behind the line break.
    pub(crate) fn line_end(self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |end| at + end + 1)
    }

    fn is_first_of_line(self, at: usize) -> bool {
        self.indent(at).is_some()
    }

    /// What stands before a place on its line, if it is only white space.
    pub(crate) fn indent(self, at: usize) -> Option<&'t str> {
        let before = &self.text[self.line_start(at)..at];
        before.trim_start_matches('\u{feff}').trim().is_empty().then(|| before.trim_start_matches('\u{feff}'))
    }
}
