//! Keys, dashes and indentation.

use super::{Fault, insert, label, quoted, replace, syntax};
use crate::Span;
use crate::diagnostic::syntax::{no_spaces_behind_colons, slashes};
use crate::diagnostic::{Diagnostic, Replacement};
use crate::tree::scan::{line_end, line_start, next_line, past_blanks};

impl Fault<'_> {
    /// A line among keys has no colon, or no space behind it.
    pub(super) fn no_colon(&self) -> Diagnostic {
        let rest = self.rest_of_line(self.at);
        if let Some(diagnostic) = self.no_blank(rest) {
            return diagnostic;
        }
        let name = self.slice(rest);
        if name.starts_with("//") {
            return slashes(rest.start);
        }
        let diagnostic = syntax(format!("`{name}` stands among keys and has no colon"), rest, "no colon behind it");
        self.mend(diagnostic, format!("write `{name}:`"), insert(rest.end, ":"))
    }

    /// `key:value`: without the space it is one text.
    fn no_blank(&self, line: Span) -> Option<Diagnostic> {
        let colon = line.start + self.slice(line).find(':')?;
        let behind = colon + 1;
        if behind >= line.end || self.text[behind..].starts_with(char::is_whitespace) {
            return None;
        }
        let edit = insert(behind, " ");
        if !self.mends(&edit) {
            return None;
        }
        let (key, value) = (&self.text[line.start..colon], &self.text[behind..line.end]);
        let title = format!("a space is missing behind the colon of `{key}`");
        let diagnostic = syntax(title, line, "one text, not a key and its value");
        Some(self.mend(diagnostic, format!("write `{key}: {value}`"), edit))
    }

    /// Several lines `key:value`, from `start` to the line of the fault: without the spaces they are one text.
    fn no_blanks(&self, start: usize) -> Option<Diagnostic> {
        let (mut at, mut edit) = (start, Vec::new());
        while !self.same_line(at, self.at) {
            let line = self.rest_of_line(at);
            let (key, value) = self.slice(line).split_once(':')?;
            let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !is_key || value.is_empty() || value.starts_with(['/', ' ']) {
                return None;
            }
            edit.extend(insert(line.start + key.len() + 1, " "));
            at = past_blanks(self.text, next_line(self.text, at));
        }
        self.mends(&edit).then(|| no_spaces_behind_colons(self.text, Span::new(start, self.at), edit))
    }

    /// A colon where none may stand: a second one in its line, or behind a key that is indented into the value above.
    pub(super) fn second_colon(&self) -> Diagnostic {
        let last = self.builder.last;
        let above = last.end == self.at && !self.same_line(last.start, self.at);
        if !above {
            let start = if self.same_line(last.start, self.at) { last.start } else { self.at };
            let value = self.rest_of_line(start);
            if let Some(diagnostic) = self.no_blank(value) {
                return diagnostic;
            }
            let diagnostic = syntax("a second colon stands in this line", self.character(), "a second colon");
            let text = quoted(self.slice(value));
            let help = format!("if it belongs to the text, put that in quotes: `{text}`");
            return self.mend(diagnostic, help, replace(value.start, value.end, &text));
        }
        if let Some(diagnostic) = self.no_blank(self.rest_of_line(last.start)).or_else(|| self.no_blanks(last.start)) {
            return diagnostic;
        }
        let line = line_start(self.text, self.at);
        let start = line + (self.text[line..].len() - self.text[line..].trim_start_matches([' ', '\t']).len());
        self.settings_below(start).unwrap_or_else(|| self.misplaced(start))
    }

    /// A list begins behind its key, on the same line.
    pub(super) fn list_behind_a_key(&self) -> Diagnostic {
        let span = self.character();
        let diagnostic = syntax("a list with dashes begins on a line of its own", span, "behind a key");
        let blank = self.text[..self.at].trim_end_matches([' ', '\t']).len();
        let line_break = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let text = format!("{line_break}{}", " ".repeat(self.column(self.at)));
        self.mend(diagnostic, "put it on the next line", replace(blank, self.at, text))
    }

    /// Something else than an item stands in a list.
    pub(super) fn no_dash(&self) -> Diagnostic {
        let list = self.builder.innermost().map(|open| open.start);
        if list.is_none_or(|list| self.column(list) != self.column(self.at)) {
            return self.indentation();
        }
        let key = self.key(self.at);
        let name = self.slice(key);
        let mut diagnostic = syntax(format!("`{name}` stands in a list and has no dash"), key, "no dash in front");
        diagnostic.others.extend(list.map(|list| label(self.character_at(list), "the list begins here")));
        let edit = insert(self.at, "- ");
        diagnostic = self.mend(diagnostic, format!("write `- {name}`"), edit);
        if diagnostic.help.is_none() { self.misplaced(self.at) } else { diagnostic }
    }

    /// A line whose indentation fits neither what is open nor what was closed; or a value behind a value.
    pub(super) fn indentation(&self) -> Diagnostic {
        let mut at = self.at;
        if self.text[at..].starts_with('#') {
            at = past_blanks(self.text, next_line(self.text, at));
        }
        // Some faults are seen behind the dash that they lie at.
        let before = self.text[..at].trim_end_matches([' ', '\t']);
        if before.ends_with('-') && self.first_in_line(before.len() - 1) {
            at = before.len() - 1;
        }
        if self.first_in_line(at) {
            return self.misplaced(at);
        }
        syntax("this stands behind a value that has already ended", self.rest_of_line(at), "belongs to nothing")
    }

    /// The line whose content begins at `at` is indented wrongly.
    fn misplaced(&self, at: usize) -> Diagnostic {
        let dash = self.text[at..].starts_with('-');
        let span = if dash { self.character_at(at) } else { self.key(at) };
        let name = if dash { "this item".to_owned() } else { format!("`{}`", self.slice(span)) };
        let column = self.column(at);
        for neighbour in self.neighbours(at) {
            let wanted = self.column(neighbour);
            if wanted == column {
                continue;
            }
            // What stands below goes with it, unless that makes it worse.
            let moved = self.moved(at, wanted);
            let alone = vec![moved[0].clone()];
            let Some(edit) = [moved, alone].into_iter().find(|edit| self.mends(edit)) else { continue };
            let how = if wanted < column { "deeper" } else { "less deep" };
            let title = format!("{name} is indented {how} than the lines it stands among");
            let mut diagnostic = syntax(title, span, format!("column {}", column + 1));
            let beside = self.key(neighbour);
            let beside = Span::new(beside.start, beside.end.max(self.character_at(neighbour).end));
            diagnostic.others.push(label(beside, &format!("column {}", wanted + 1)));
            let help = match wanted {
                0 => "do not indent it".to_owned(),
                1 => "indent it with 1 space".to_owned(),
                more => format!("indent it with {more} spaces"),
            };
            return self.mend(diagnostic, help, edit);
        }
        if dash {
            return syntax("an item of a list stands among the keys of a mapping", span, "an item");
        }
        syntax(format!("{name} is indented unlike the lines around it"), span, "belongs to nothing")
    }

    /// The replacements that move the line whose content begins at `at`, and those below that are indented no less, so that it
    /// begins in column `wanted`.
    fn moved(&self, at: usize, wanted: usize) -> Vec<Replacement> {
        let column = self.column(at);
        let mut edit = replace(at - column, at, " ".repeat(wanted));
        let mut start = next_line(self.text, at);
        while start < self.text.len() {
            let line = &self.text[start..line_end(self.text, start)];
            let indentation = line.len() - line.trim_start_matches(' ').len();
            if indentation < column && indentation < line.len() {
                break;
            }
            if indentation < line.len() {
                edit.extend(replace(start, start + indentation, " ".repeat(indentation - column + wanted)));
            }
            start = next_line(self.text, start);
        }
        edit
    }

    /// A list entry without a colon, and its settings on the lines below.
    fn settings_below(&self, at: usize) -> Option<Diagnostic> {
        let last = self.builder.last;
        let open = self.builder.innermost().filter(|open| !open.flow && open.key.is_none())?;
        let name = self.text[last.start..last.end].lines().next()?.trim_end();
        let end = last.start + name.len();
        let mut edit = insert(end, ":");
        edit.extend(self.moved(at, self.column(open.start) + 4));
        if !self.mends(&edit) {
            return None;
        }
        let key = self.key(at);
        let title = format!("`{}` stands under `{name}`, which has no colon", self.slice(key));
        let mut diagnostic = syntax(title, key, "no key of this entry");
        diagnostic.others.push(label(Span::new(last.start, end), "no colon behind it"));
        let help = format!("write `- {name}:`, and indent its settings by 4 spaces more than the dash");
        Some(self.mend(diagnostic, help, edit))
    }

    /// Where a line at `at` could have its neighbours: the collection just closed, the last key, then what is open.
    fn neighbours(&self, at: usize) -> Vec<usize> {
        let open = self.builder.open().rev().filter(|open| !open.flow);
        let key = self.builder.innermost().and_then(|open| open.key).map(|key| key.start);
        let all = self.builder.closed.into_iter().chain(key).chain(open.map(|open| open.start));
        all.filter(|start| *start < at).collect()
    }
}
