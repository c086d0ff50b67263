//! Characters that look like YAML's own and are letters to it: blanks that do not break, and the quotes of word processors.

use crate::Span;
use crate::diagnostic::syntax::syntax;
use crate::diagnostic::{Diagnostic, Replacement};

/// Blanks that come with text from a page or a document, and the spaces that take their place.
const BLANKS: [(char, &str); 9] = [
    ('\u{a0}', " "),
    ('\u{2002}', " "),
    ('\u{2003}', "  "),
    ('\u{2007}', " "),
    ('\u{2009}', " "),
    ('\u{202f}', " "),
    ('\u{3000}', "  "),
    ('\u{200b}', ""),
    ('\u{2060}', ""),
];

const QUOTES: [char; 9] = ['“', '”', '„', '‟', '‘', '’', '‚', '«', '»'];

fn replaced(blank: char) -> Option<&'static str> {
    BLANKS.iter().find(|(known, _)| *known == blank).map(|(_, spaces)| *spaces)
}

/// A line that is indented with blanks that YAML takes for letters. The help turns those of every line into spaces.
pub(super) fn blank(text: &str) -> Option<Diagnostic> {
    // The usual text is not read letter by letter.
    if text.is_ascii() {
        return None;
    }
    let (mut edit, mut first, mut start) = (Vec::new(), None, 0);
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches(|c| matches!(c, ' ' | '\t') || replaced(c).is_some());
        for (at, blank) in line[..line.len() - content.len()].char_indices() {
            let Some(spaces) = replaced(blank) else { continue };
            let span = Span::new(start + at, start + at + blank.len_utf8());
            first.get_or_insert((span, blank, content.trim_end()));
            edit.push(Replacement::new(span, spaces));
        }
        start += line.len();
    }
    let (span, blank, content) = first?;
    let code = u32::from(blank);
    let title = format!("a space of another kind (U+{code:04X}) indents this line, and YAML takes only plain ones");
    let diagnostic = syntax(title, span, "no plain space").note("it comes with text from a web page or a document");
    Some(diagnostic.help(format!("indent with spaces, here and below: `{content}`"), edit))
}

/// A text without quotes that stands in typographic ones.
pub(super) fn quotes(text: &str, plain: Span) -> Option<Diagnostic> {
    // The usual text begins with a letter of ASCII.
    text.as_bytes().get(plain.start).filter(|byte| !byte.is_ascii())?;
    let written = text.get(plain.start..plain.end)?;
    let (open, close) = (written.chars().next()?, written.chars().next_back()?);
    if !QUOTES.contains(&open) || !QUOTES.contains(&close) || written.len() < open.len_utf8() + close.len_utf8() {
        return None;
    }
    let inner = &written[open.len_utf8()..written.len() - close.len_utf8()];
    if inner.contains(['"', '\\', '\n']) {
        return None;
    }
    let title = format!("`{open}` is a typographic quote, which YAML takes for a letter");
    let edit = vec![
        Replacement::new(Span::new(plain.start, plain.start + open.len_utf8()), "\""),
        Replacement::new(Span::new(plain.end - close.len_utf8(), plain.end), "\""),
    ];
    Some(syntax(title, plain, "no quotes to YAML").help(format!("write `\"{inner}\"`"), edit))
}
