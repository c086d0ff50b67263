//! The rustc-shaped excerpt of a diagnostic.

use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::Diagnostic;
use crate::Span;

/// Most diagnostics that are shown at once.
const MOST: usize = 20;

/// A diagnostic as text without colour: title with code, excerpt, note, help. Without `error: ` in front, which rustc adds.
pub fn render(file: &str, text: &str, diagnostic: &Diagnostic) -> String {
    // The mark is no part of the first line, and no column counts it.
    let source = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mark = text.len() - source.len();
    // A place behind the last line break is a line of its own.
    let ended = source.ends_with('\n') && diagnostic.primary.span.start >= text.len();
    let source = if ended { Cow::Owned(format!("{source} ")) } else { Cow::Borrowed(source) };
    let range = |span: Span| {
        let start = on_boundary(&source, span.start.saturating_sub(mark));
        let end = on_boundary(&source, span.end.saturating_sub(mark)).max(start);
        // What goes over several lines is shown where it begins.
        let length = source[start..end].find(['\n', '\r']).unwrap_or(end - start);
        start..start + length
    };
    let label = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let primary = &diagnostic.primary;
    let mut snippet = Snippet::source(&*source)
        .path(file)
        .annotation(AnnotationKind::Primary.span(range(primary.span)).label(label(&primary.text)));
    for other in &diagnostic.others {
        snippet = snippet.annotation(AnnotationKind::Context.span(range(other.span)).label(label(&other.text)));
    }
    let title = format!("{} [{}]", diagnostic.title, diagnostic.code);
    let mut group = Level::ERROR.primary_title(title).element(snippet);
    if let Some(note) = &diagnostic.note {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.text.as_str()));
    }
    let shown = Renderer::plain().render(&[group]);
    shown.strip_prefix("error: ").map(str::to_owned).unwrap_or(shown)
}

/// Every diagnostic as text, by position; behind the twentieth, how many more there are.
pub fn render_all(file: &str, text: &str, diagnostics: &[Diagnostic]) -> Vec<String> {
    let mut sorted: Vec<_> = diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| diagnostic.primary.span);
    let mut shown: Vec<_> = sorted.iter().take(MOST).map(|diagnostic| render(file, text, diagnostic)).collect();
    match diagnostics.len().saturating_sub(MOST) {
        0 => {}
        1 => shown.push(format!("and 1 more problem in `{file}`")),
        more => shown.push(format!("and {more} more problems in `{file}`")),
    }
    shown
}

fn on_boundary(text: &str, offset: usize) -> usize {
    text.floor_char_boundary(offset.min(text.len()))
}
