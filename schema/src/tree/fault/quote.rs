//! Quotes, escapes, and texts that need quotes.

use super::{Fault, insert, label, quoted, replace, syntax};
use crate::Span;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::syntax::is_variable;
use crate::tree::scan::{line_end, line_start};

impl Fault<'_> {
    /// The quote at `open` has no partner, or one on a later line only.
    pub(super) fn unclosed_quote(&self, open: usize) -> Diagnostic {
        let span = self.character_at(open);
        let quote = self.slice(span);
        let mut diagnostic = syntax(format!("quote `{quote}` is never closed"), span, "opened here");
        let before = &self.text[line_start(self.text, open).min(open)..open];
        let rest = self.rest_of_line(open);
        let inside = before.contains(['{', '[']).then(|| self.slice(rest).find([',', ']', '}'])).flatten();
        let inside = inside.map(|end| open + self.text[open..open + end].trim_end().len());
        for end in inside.into_iter().chain([rest.end, line_end(self.text, open)]) {
            let text = format!("{}{quote}", &self.text[open..end]);
            diagnostic = self.mend(diagnostic, format!("close it: `{text}`"), insert(end, quote));
        }
        diagnostic
    }

    /// Something stands right behind a closing quote.
    pub(super) fn behind_a_quote(&self, quote: char) -> Diagnostic {
        let from = self.builder.innermost().and_then(|open| open.key).map_or(0, |key| key.end);
        let from = from.max(self.builder.last.end).min(self.at);
        let open = self.text[from..self.at].find(quote).map_or(self.at, |found| from + found);
        let closing = self.text[..self.at].trim_end().len().saturating_sub(1);
        if !self.same_line(open, self.at) {
            let mut diagnostic = self.unclosed_quote(open);
            diagnostic.others.push(label(Span::new(closing, closing + 1), "closed only here"));
            return diagnostic;
        }
        let rest = self.value(self.at);
        let mut diagnostic = syntax("text stands behind the closing quote", rest, "behind the quote");
        diagnostic.others.push(label(self.character_at(open), "opened here"));
        if open >= closing {
            return diagnostic;
        }
        let whole = &self.text[open..rest.end];
        let inner = whole.strip_prefix(quote).and_then(|inner| inner.strip_suffix(quote));
        let text = match inner {
            Some(inner) if quote == '\'' => format!("'{}'", inner.replace('\'', "''")),
            Some(inner) => quoted(inner),
            None => format!("{}{}{quote}", &self.text[open..closing], &self.text[closing + 1..rest.end]),
        };
        self.mend(diagnostic, format!("write `{text}`"), replace(open, rest.end, &text))
    }

    /// A backslash in double quotes is followed by a letter that is no escape.
    pub(super) fn unknown_escape(&self) -> Diagnostic {
        let mut rest = self.text[self.at..].char_indices();
        let mut found = self.at;
        while let Some((at, character)) = rest.next() {
            if character == '\\' {
                let known = rest.next().is_some_and(|(_, next)| "0abtnvfre \t\"/\\N_LPxuU\r\n".contains(next));
                if !known {
                    found = self.at + at;
                    break;
                }
            }
        }
        let end = self.character_at((found + 1).min(self.text.len())).end;
        let escape = &self.text[found..end];
        let diagnostic = syntax(format!("`{escape}` is no escape"), Span::new(found, end), "no escape");
        self.mend(diagnostic, format!("for a backslash, write `\\{escape}`"), insert(found, "\\"))
    }

    /// A plain text begins with a character that has another use, or a character stands here that no text may hold.
    pub(super) fn character_that_begins_nothing(&self, character: char) -> Diagnostic {
        let span = self.character();
        if character.is_control() || !"@`%".contains(character) {
            let name = format!("character U+{:04X}", u32::from(character));
            let diagnostic = syntax(format!("{name} cannot stand in a manifest"), span, name);
            return self.mend(diagnostic, "leave it out", replace(span.start, span.end, ""));
        }
        let diagnostic = syntax(format!("a text without quotes cannot begin with `{character}`"), span, "");
        self.quote(diagnostic)
    }

    /// A `*` or `&` without a name.
    pub(super) fn no_name(&self) -> Diagnostic {
        let span = self.character();
        let what = if self.slice(span) == "*" { "an alias" } else { "an anchor" };
        let title = format!("`{}` begins {what}, and no name follows", self.slice(span));
        self.quote(syntax(title, span, "no name follows"))
    }

    fn quote(&self, diagnostic: Diagnostic) -> Diagnostic {
        let value = self.value(self.at);
        let written = self.slice(value);
        let key = self.builder.innermost().and_then(|open| open.key).map_or("", |key| self.slice(key));
        // The name of a service has no such signs, and `%NAME%` means a variable.
        let bare = written.trim_start_matches(['@', '`', '%', '*', '&']);
        let variable =
            written.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')).filter(|name| is_variable(name));
        if let Some(name) = variable {
            let reference = format!("{{ from_env: {name} }}");
            return self.mend(diagnostic, format!("write `{reference}`"), replace(value.start, value.end, &reference));
        }
        if key == "service" && bare.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
            return self.mend(diagnostic, format!("write `service: {bare}`"), replace(value.start, value.end, bare));
        }
        let text = quoted(written);
        self.mend(diagnostic, format!("put it in quotes: `{text}`"), replace(value.start, value.end, &text))
    }
}
