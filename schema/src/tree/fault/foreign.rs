//! What other tools fill in or leave out before YAML is read, and a comment that nobody meant.

use super::{Fault, label, syntax};
use crate::Span;
use crate::diagnostic::{Diagnostic, Replacement};
use crate::tree::scan::{line_end, line_start};

impl Fault<'_> {
    /// Lines such as `{{- if .Values.on }}`. The help takes all of them out.
    pub(super) fn template_lines(&self) -> Option<Diagnostic> {
        let (mut edit, mut first, mut start) = (Vec::new(), None, 0);
        for line in self.text.split_inclusive('\n') {
            let content = line.trim();
            if content.starts_with("{{") && content.ends_with("}}") {
                let at = start + (line.len() - line.trim_start().len());
                first.get_or_insert(Span::new(at, at + content.len()));
                edit.push(Replacement { span: Span::new(start, start + line.len()), text: String::new() });
            }
            start += line.len();
        }
        let title = "a manifest is no template, and this line is one of a template";
        let found = self.mend(syntax(title, first?, "not filled in"), "take the lines of the template out", edit);
        found.help.is_some().then_some(found)
    }

    /// A `#` inside brackets hides what closes them. The help puts the text behind it in quotes.
    pub(super) fn comment_in_brackets(&self) -> Option<Diagnostic> {
        let open = self.builder.open().find(|open| open.flow)?.start;
        let end = line_end(self.text, open);
        let sign = open + self.text[open..end].find(" #")? + 1;
        let line = &self.text[line_start(self.text, open)..sign];
        if line.matches('"').count() % 2 == 1 || line.matches('\'').count() % 2 == 1 {
            return None;
        }
        let comment = &self.text[sign..end];
        let value = comment[..comment.find([',', '}', ']'])?].trim_end();
        let bracket = self.character_at(open);
        let title = format!("`#` begins a comment, and so `{}` is never closed", self.slice(bracket));
        let mut diagnostic = syntax(title, Span::new(sign, end), "not read");
        diagnostic.others.push(label(bracket, "opened here"));
        let edit = vec![Replacement { span: Span::new(sign, sign + value.len()), text: format!("\"{value}\"") }];
        let found =
            self.mend(diagnostic, format!("if it belongs to the text, put that in quotes: `\"{value}\"`"), edit);
        found.help.is_some().then_some(found)
    }
}
