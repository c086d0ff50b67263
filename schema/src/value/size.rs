//! Sizes: a whole number of bytes and a binary unit.

use std::fmt;

/// A number of bytes, written `512B`, `16KiB`, `10MiB` or `2GiB`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size(pub u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(self.0, f)
    }
}

const UNITS: [(&str, u64); 4] = [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];

/// Reads `512B`, `16KiB`, `10MiB`, `2GiB`; `None` for everything else. `KB` and `K` are refused: they mean two things.
pub(super) fn parse(text: &str) -> Option<u64> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let (_, bytes) = UNITS.iter().find(|(name, _)| *name == unit)?;
    number.parse::<u64>().ok()?.checked_mul(*bytes)
}

/// Writes a size with the largest unit that divides it.
pub(super) fn write(value: u64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if value == 0 {
        return f.write_str("0B");
    }
    let (unit, size) = UNITS.iter().rev().find(|(_, size)| value.is_multiple_of(*size)).unwrap_or(&UNITS[0]);
    write!(f, "{}{unit}", value / size)
}
