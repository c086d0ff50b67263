//! Durations: a whole number and a unit.

use std::fmt;
use std::time::Duration;

const UNITS: [(&str, u64); 4] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

/// Reads `250ms`, `2s`, `5m`, `1h`, and `0` with any unit; `None` for everything else.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let (_, millis) = UNITS.iter().find(|(name, _)| *name == unit)?;
    number.parse::<u64>().ok()?.checked_mul(*millis).map(Duration::from_millis)
}

/// Writes a duration with the largest unit that divides it.
pub(super) fn write(value: Duration, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let millis = u64::try_from(value.as_millis()).unwrap_or(u64::MAX);
    if millis == 0 {
        return f.write_str("0s");
    }
    let (unit, size) = UNITS.iter().rev().find(|(_, size)| millis.is_multiple_of(*size)).unwrap_or(&UNITS[0]);
    write!(f, "{}{unit}", millis / size)
}
