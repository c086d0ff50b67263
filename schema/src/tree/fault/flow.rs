//! Brackets and braces, and what stands between them.

use super::{Fault, insert, label, replace, syntax};
use crate::Span;
use crate::diagnostic::syntax::is_variable;
use crate::diagnostic::{Diagnostic, Replacement};
use crate::tree::scan::line_start;

impl Fault<'_> {
    /// Neither a comma nor the closing bracket stands where one of them must.
    pub(super) fn no_separator(&self) -> Diagnostic {
        if let Some(diagnostic) = self.placeholder() {
            return diagnostic;
        }
        let Some(open) = self.builder.innermost().filter(|open| open.flow) else {
            return syntax("a comma or a closing bracket is missing", self.character(), "in front of this");
        };
        if !self.same_line(open.start, self.at) && self.indentation_of(self.at) <= self.indentation_of(open.start) {
            let diagnostic = self.unclosed(open.start, vec![self.line_above()]);
            if diagnostic.help.is_some() {
                return diagnostic;
            }
        }
        let (word, gap) = self.word_and_gap();
        let comma = insert(gap, ",");
        if self.mends(&comma) {
            let name = self.slice(word);
            let mut diagnostic = syntax(format!("a comma is missing in front of `{name}`"), word, "no comma in front");
            diagnostic.others.push(label(self.character_at(open.start), "opened here"));
            let line = format!("{}, {name}", &self.text[self.word_before(gap)..gap]);
            return self.mend(diagnostic, format!("write `{line}`"), comma);
        }
        if self.same_line(open.start, self.at) {
            let mut diagnostic =
                syntax("a comma or a closing bracket is missing", self.character(), "in front of this");
            diagnostic.others.push(label(self.character_at(open.start), "opened here"));
            return diagnostic;
        }
        self.unclosed(open.start, vec![self.line_above()])
    }

    /// The end of what stands above the line of the fault.
    fn line_above(&self) -> usize {
        self.text[..line_start(self.text, self.at)].trim_end().len()
    }

    /// How deep the line that holds `at` is indented.
    fn indentation_of(&self, at: usize) -> usize {
        let line = &self.text[line_start(self.text, at)..];
        line.len() - line.trim_start_matches(' ').len()
    }

    /// The bracket at `open` is never closed. The help closes it at the end of its line, or at one of `ends`.
    pub(super) fn unclosed(&self, open: usize, mut ends: Vec<usize>) -> Diagnostic {
        let span = self.character_at(open);
        let bracket = self.slice(span);
        let close = if bracket == "[" { "]" } else { "}" };
        let mut diagnostic = syntax(format!("`{bracket}` is never closed"), span, "opened here");
        ends.insert(0, self.rest_of_line(open).end);
        ends.push(self.text.trim_end().len());
        for end in ends {
            if end <= open {
                continue;
            }
            let from = line_start(self.text, end).max(open);
            let line = self.text[from..end].trim_start();
            let blank = self.padding(open, line);
            diagnostic = self.mend(
                diagnostic,
                format!("close it: `{line}{blank}{close}`"),
                insert(end, format!("{blank}{close}")),
            );
        }
        diagnostic
    }

    /// `${NAME}` inside braces: the brace of the placeholder is taken for one of the mapping's.
    fn placeholder(&self) -> Option<Diagnostic> {
        let last = self.builder.last;
        let inner = self.text[self.at..].strip_prefix('{').filter(|_| self.text[..self.at].ends_with('$'))?;
        let inner = &inner[..inner.find(['}', '\n'])?];
        let end = self.at + 1 + inner.len() + 1;
        let start = self.at - 1;
        let written = self.text.get(start..end)?;
        let mut diagnostic = syntax(
            format!("`{written}` cannot stand inside brackets or braces"),
            Span::new(start, end),
            "its brace is taken for one of the mapping's",
        );
        diagnostic.note = Some("a value from the environment is a reference, not a text with holes".into());
        let alone = last.start == start && self.value(end).start == self.value(end).end;
        let Some(reference) = as_reference(inner).filter(|_| alone) else {
            return Some(diagnostic);
        };
        // Every other placeholder of the line stumbles in the same way, so all go at once.
        Some(self.mend_line(diagnostic, start, end, &reference))
    }

    fn mend_line(&self, diagnostic: Diagnostic, start: usize, end: usize, reference: &str) -> Diagnostic {
        let mut edit = replace(start, end, reference);
        let rest = self.rest_of_line(end);
        let mut from = rest.start;
        while let Some(found) = self.text[from..rest.end].find("${") {
            let open = from + found;
            let Some(length) = self.text[open..rest.end].find('}') else { break };
            if let Some(text) = as_reference(&self.text[open + 2..open + length]) {
                edit.push(Replacement { span: Span::new(open, open + length + 1), text });
            }
            from = open + length + 1;
        }
        let first = vec![edit[0].clone()];
        let help = format!("write `{reference}`");
        let diagnostic = self.mend(diagnostic, help.clone(), first);
        self.mend(diagnostic, help, edit)
    }

    /// The brackets that open and close differ.
    pub(super) fn mismatched(&self, open: char, close: char) -> Diagnostic {
        let Some(end) = self.partner() else {
            return self.unclosed(self.at, Vec::new());
        };
        let title = format!("`{open}` is closed by `{close}`");
        let right = if open == '[' { "]" } else { "}" };
        let mut diagnostic = syntax(title, self.character_at(end), format!("expected `{right}`"));
        diagnostic.others.push(label(self.character(), "opened here"));
        let behind = self.text[..end].trim_end().len();
        let line = self.text[line_start(self.text, behind).max(self.at)..behind].trim_start();
        let close = format!("{}{right}", self.padding(self.at, line));
        diagnostic = self.mend(diagnostic, format!("close it: `{line}{close}`"), insert(behind, close));
        self.mend(diagnostic, format!("write `{right}`"), replace(end, end + 1, right))
    }

    /// The space in front of a closing bracket, if one stands behind the bracket at `open`.
    fn padding(&self, open: usize, line: &str) -> &'static str {
        // What stands there may be a letter: not every fault points at its bracket.
        let spaced = self.text[open..].chars().nth(1) == Some(' ');
        if spaced && !line.ends_with(' ') { " " } else { "" }
    }

    /// The bracket that closes the one at the fault, whatever its shape.
    fn partner(&self) -> Option<usize> {
        let mut depth = 0_usize;
        let mut quote = None;
        for (offset, character) in self.text[self.at..].char_indices() {
            match (quote, character) {
                (Some(open), _) if open == character => quote = None,
                (None, '"' | '\'') => quote = Some(character),
                (None, '[' | '{') => depth += 1,
                (None, ']' | '}') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(self.at + offset);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// A closing bracket without one that opens.
    pub(super) fn closes_nothing(&self) -> Diagnostic {
        let span = self.character();
        let diagnostic = syntax(format!("`{}` closes nothing", self.slice(span)), span, "nothing is open here");
        let blank = self.text[..self.at].trim_end_matches([' ', '\t']).len();
        self.mend(diagnostic, "leave it out", replace(blank, span.end, ""))
    }

    /// A comma without a value in front.
    pub(super) fn comma_too_many(&self) -> Diagnostic {
        let span = self.character();
        let diagnostic = syntax("nothing stands in front of this comma", span, "one comma too many");
        let before = self.text[..span.start].trim_end_matches(' ').len();
        self.mend(diagnostic, "leave it out", replace(before, span.end, ""))
    }

    /// A dash as in a block list, but inside brackets.
    pub(super) fn dash_in_brackets(&self) -> Diagnostic {
        let span = self.character();
        let diagnostic = syntax("inside brackets an item has no dash", span, "a dash");
        let behind = span.end + (self.text[span.end..].len() - self.text[span.end..].trim_start_matches(' ').len());
        self.mend(diagnostic, "leave it out", replace(span.start, behind, ""))
    }

    /// The word that a comma is missing in front of, and the end of what stands before it.
    fn word_and_gap(&self) -> (Span, usize) {
        let last = self.builder.last;
        let inside = (last.end == self.at && self.text[self.at..].starts_with(':'))
            .then(|| self.slice(last).rfind(char::is_whitespace))
            .flatten();
        let start = match inside {
            Some(blank) => self.text[..self.at].len() - self.text[last.start + blank..self.at].trim_start().len(),
            None if self.text[self.at..].starts_with(':') => self.word_before(self.at),
            None => self.at,
        };
        let end = self.key(start).end.min(self.value(start).end).max(start);
        (Span::new(start, end), self.text[..start].trim_end().len())
    }

    fn word_before(&self, end: usize) -> usize {
        self.text[..end].rfind([',', '{', '[', '\n', ' ']).map_or(0, |found| found + 1)
    }
}

/// The reference that says what stands between the braces of a placeholder: `NAME` or `NAME:-default`.
fn as_reference(inner: &str) -> Option<String> {
    let (name, default) = inner.split_once(":-").unwrap_or((inner, ""));
    let reference = match default.trim() {
        "" => format!("{{ from_env: {name} }}"),
        default => format!("{{ from_env: {name}, default: {default} }}"),
    };
    is_variable(name).then_some(reference)
}
