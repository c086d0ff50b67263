//! The findings as one JSON object. docs/cli.md says what is in it.

use runa_schema::Span;
use runa_schema::diagnostic::{Diagnostic, Label, Lines};
use serde::Serialize;

use crate::manifest::Text;
use crate::output;

/// Raised when a field changes its meaning or goes; new ones may come.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    file: &'a str,
    findings: Vec<Finding<'a>>,
    /// Providers of the user's own.
    unchecked: &'a [String],
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    title: &'a str,
    severity: &'static str,
    file: &'a str,
    span: Place,
    labels: Vec<Words<'a>>,
    note: Option<&'a str>,
    help: Option<&'a str>,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Words<'a> {
    primary: bool,
    text: &'a str,
    span: Place,
}

#[derive(Serialize)]
struct Edit<'a> {
    span: Place,
    text: &'a str,
}

#[derive(Serialize)]
struct Place {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
    byte: usize,
}

pub(super) fn report(text: &Text, found: &[Diagnostic], unchecked: &[String]) -> String {
    let lines = Lines::new(&text.text);
    let findings = found.iter().map(|one| finding(&lines, text, one)).collect();
    output::json(&Report { version: VERSION, file: &text.file, findings, unchecked })
}

fn finding<'a>(lines: &Lines<'_>, text: &'a Text, one: &'a Diagnostic) -> Finding<'a> {
    let words = |label: &'a Label, primary| Words { primary, text: &label.text, span: place(lines, label.span) };
    let primary = std::iter::once(words(&one.primary, true));
    let edit = one.shown_edit(&text.text).iter();
    Finding {
        code: one.code,
        title: &one.title,
        severity: "error",
        file: &text.file,
        span: place(lines, one.primary.span),
        labels: primary.chain(one.others.iter().map(|label| words(label, false))).collect(),
        note: one.note.as_deref(),
        help: one.help.as_ref().map(|help| &*help.text),
        edits: edit.map(|one| Edit { span: place(lines, one.span), text: &one.text }).collect(),
    }
}

fn place(lines: &Lines<'_>, span: Span) -> Place {
    let point = |byte| {
        let (line, column) = lines.position(byte);
        Point { line, column, byte }
    };
    Place { start: point(span.start), end: point(span.end) }
}
