//! Tabs that indent.

use super::{Fault, syntax};
use crate::Span;
use crate::diagnostic::{Diagnostic, Replacement};
use crate::tree::scan::line_start;

impl Fault<'_> {
    /// A tab indents a line. The help turns the tabs of every line into spaces, as many as indent elsewhere.
    pub(super) fn tab(&self) -> Diagnostic {
        let tabs = self.tabs();
        let from = line_start(self.text, self.at);
        let Some(first) = tabs.iter().find(|span| span.start >= from) else {
            return syntax("a tab stands where only spaces may", self.character(), "");
        };
        let title = "a tab indents this line, and YAML takes only spaces for that";
        let mut diagnostic = syntax(title, *first, "a tab");
        let line = self.slice(self.rest_of_line(first.end)).trim_start();
        for width in [self.usual_width(), 2, 4, 8] {
            let spaces = |span: &Span| " ".repeat(width * self.slice(*span).len());
            let edit = tabs.iter().map(|span| Replacement { span: *span, text: spaces(span) }).collect();
            let before = &self.text[line_start(self.text, first.start)..first.start];
            diagnostic = self.mend(diagnostic, format!("indent with spaces: `{before}{}{line}`", spaces(first)), edit);
        }
        diagnostic
    }

    /// The first run of tabs in the indentation of each line.
    fn tabs(&self) -> Vec<Span> {
        let mut found = Vec::new();
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
            if let Some(tab) = line[..blank].find('\t') {
                let run = line[tab..].len() - line[tab..].trim_start_matches('\t').len();
                found.push(Span::new(start + tab, start + tab + run));
            }
            start += line.len();
        }
        found
    }

    /// The smallest indentation of the text.
    fn usual_width(&self) -> usize {
        let widths = self.text.lines().map(|line| line.len() - line.trim_start_matches(' ').len());
        widths.filter(|width| *width > 0).min().unwrap_or(2).min(8)
    }
}
