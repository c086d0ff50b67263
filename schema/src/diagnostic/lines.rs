//! Line and column of an offset.

use crate::Span;

/// Where the lines of a text begin: made once, then asked for every value.
#[derive(Clone, Debug)]
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// The lines of `text`.
    pub fn new(text: &'t str) -> Self {
        let mut starts = vec![if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }];
        starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        Self { text, starts }
    }

    /// Line and column of the byte at `offset`, both from 1, the column in characters. A byte-order mark has no column.
    pub fn position(&self, offset: usize) -> (u32, u32) {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts[line - 1].min(offset);
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count());
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column + 1).unwrap_or(u32::MAX))
    }
}

/// Line and column of the start of a span, both from 1, the column in characters. For more than a few, make [`Lines`] once.
pub fn position(text: &str, span: Span) -> (u32, u32) {
    Lines::new(text).position(span.start)
}

#[cfg(test)]
mod tests {
    use super::{Lines, position};
    use crate::Span;

    #[test]
    fn counts_lines_and_characters_from_one() {
        let text = "\u{feff}a: é\r\n\tbé: 1\n\n";
        let lines = Lines::new(text);
        let at = |needle: &str| lines.position(text.find(needle).unwrap_or(text.len()));
        assert_eq!(lines.position(0), (1, 1));
        assert_eq!(at("a"), (1, 1));
        assert_eq!(at("é"), (1, 4));
        assert_eq!(at("bé"), (2, 2));
        assert_eq!(at("1"), (2, 6));
        assert_eq!(lines.position(text.len()), (4, 1));
        assert_eq!(lines.position(usize::MAX), (4, 1));
        assert_eq!(position("a\nb", Span::new(2, 3)), (2, 1));
        assert_eq!(Lines::new("").position(0), (1, 1));
    }
}
