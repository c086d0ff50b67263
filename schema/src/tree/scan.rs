//! Where things stand that the events of the parser have no place for: the indicator in front of an empty value or of a block text.

use crate::Span;

/// The offset behind the next `indicator` (a colon or a dash) at or after `from`, if only blanks, line breaks, comments, anchors and
/// tags stand between.
pub(super) fn past_indicator(text: &str, from: usize, indicator: u8) -> Option<usize> {
    let at = past_blanks(text, from);
    (text.as_bytes().get(at) == Some(&indicator)).then_some(at + 1)
}

/// The next offset at or after `from` where neither blank, line break, comment, anchor nor tag stands.
pub(super) fn past_blanks(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            b'#' => at = line_end(text, at),
            b'&' | b'!' => at = word_end(text, at),
            _ => break,
        }
    }
    at
}

/// The end of the line that holds `at`, without its line break.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let rest = &text.as_bytes()[at..];
    rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).map_or(text.len(), |length| at + length)
}

/// The start of the line that holds `at`; behind a byte-order mark.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    let start =
        text.as_bytes()[..at].iter().rposition(|byte| matches!(byte, b'\n' | b'\r')).map_or(0, |found| found + 1);
    if start == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8().min(at) } else { start }
}

/// The start of the line behind the one that holds `at`.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    let end = line_end(text, at);
    let rest = &text[end..];
    end + if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) }
}

/// What goes, and what comes, so that an entry of a mapping is gone: its line, or in braces the entry and its comma. Behind a dash
/// it stays, and its value becomes an empty mapping.
pub(super) fn without_entry(text: &str, entry: Span, flow: bool) -> (Span, &'static str) {
    let line = line_start(text, entry.start);
    if flow {
        let behind = past_blanks(text, entry.end);
        if text[behind..].starts_with(',') {
            let gap = text[behind + 1..].len() - text[behind + 1..].trim_start_matches(' ').len();
            return (Span::new(entry.start, behind + 1 + gap), "");
        }
        let before = text[..entry.start].trim_end();
        let start = before.strip_suffix(',').map_or(entry.start, |before| before.trim_end().len());
        return (Span::new(start, entry.end), "");
    }
    if text[line..entry.start].trim().is_empty() {
        return (Span::new(line, next_line(text, entry.end)), "");
    }
    (entry, "<<: {}")
}

/// The first carriage return without a line feed behind it.
pub(super) fn lone_return(text: &str) -> Option<usize> {
    text.match_indices('\r').map(|(at, _)| at).find(|at| !text[at + 1..].starts_with('\n'))
}

fn word_end(text: &str, at: usize) -> usize {
    let rest = &text.as_bytes()[at..];
    rest.iter().position(u8::is_ascii_whitespace).map_or(text.len(), |length| at + length)
}
