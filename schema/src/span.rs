//! A place in the manifest's text.

/// Half-open range of byte offsets into the manifest's original text (byte-order mark and carriage returns included).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The empty place just before this span.
    pub const fn before(self) -> Self {
        Self { start: self.start, end: self.start }
    }

    /// The empty place just behind this span.
    pub const fn after(self) -> Self {
        Self { start: self.end, end: self.end }
    }
}
