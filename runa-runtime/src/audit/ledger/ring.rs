//! The latest records, for those who look.

use std::collections::VecDeque;

/// Most records that are kept.
const RECORDS: usize = 200;
/// Most bytes that are kept.
const BYTES: usize = 2 << 20;

/// Keeps the latest lines; a new one takes the place and the memory of the oldest.
#[derive(Debug, Default)]
pub(super) struct Ring {
    lines: VecDeque<Vec<u8>>,
    bytes: usize,
}

impl Ring {
    pub(super) fn push(&mut self, line: &[u8]) {
        let mut place = Vec::new();
        while self.lines.len() >= RECORDS || (self.bytes + line.len() > BYTES && !self.lines.is_empty()) {
            place = self.lines.pop_front().unwrap_or_default();
            self.bytes -= place.len();
        }
        place.clear();
        // A long record must not leave its room to short ones for ever.
        place.shrink_to(4 * line.len());
        place.extend_from_slice(line);
        self.bytes += line.len();
        self.lines.push_back(place);
    }

    pub(super) fn lines(&self) -> Vec<Vec<u8>> {
        self.lines.iter().cloned().collect()
    }
}
