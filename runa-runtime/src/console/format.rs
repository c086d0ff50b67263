//! Numbers and times for people. Templates hand over references, code hands over values.

use std::borrow::Borrow;
use std::time::Duration;

use crate::kernel::metrics::DURATION_BOUNDS;

/// A number without more digits than it is worth: `0`, `0.25`, `12.3`, `1,234`.
pub(super) fn number(value: impl Borrow<f64>) -> String {
    let value = *value.borrow();
    match value.abs() {
        _ if !value.is_finite() => "–".to_owned(),
        0.0 => "0".to_owned(),
        size if size < 10.0 => trim(&format!("{value:.2}")),
        size if size < 100.0 => trim(&format!("{value:.1}")),
        size if size < 1_000.0 => format!("{value:.0}"),
        _ => grouped(&format!("{value:.0}")),
    }
}

/// A count: `1,234,567`.
pub(super) fn count(value: impl Borrow<u64>) -> String {
    grouped(&value.borrow().to_string())
}

/// Seconds, in the unit that suits: `0`, `350 µs`, `12.5 ms`, `1.25 s`.
pub(super) fn seconds(value: impl Borrow<f64>) -> String {
    let value = *value.borrow();
    if value <= 0.0 {
        "0".to_owned()
    } else if value < 0.001 {
        format!("{} µs", number(value * 1e6))
    } else if value < 1.0 {
        format!("{} ms", number(value * 1e3))
    } else {
        format!("{} s", number(value))
    }
}

/// Seconds that a histogram has told, as exactly as it knows: `< 5 ms` in its first bucket, `> 10 s` in its last.
pub(super) fn quantile(value: impl Borrow<f64>) -> String {
    let value = *value.borrow();
    let (first, last) = (DURATION_BOUNDS[0], DURATION_BOUNDS[DURATION_BOUNDS.len() - 1]);
    match value {
        _ if value <= 0.0 => "–".to_owned(),
        _ if value <= first => format!("< {}", seconds(first)),
        _ if value >= last => format!("> {}", seconds(last)),
        _ => seconds(value),
    }
}

/// A part as per cent: `0 %`, `0.4 %`, `12 %`.
pub(super) fn percent(part: impl Borrow<f64>) -> String {
    let part = *part.borrow();
    format!("{} %", number(part * 100.0))
}

/// A span for reading at a glance: `8 s`, `3 min`, `2 h 10 min`, `5 d 3 h`.
pub(super) fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{minutes} min"),
        3600..86400 => format!("{hours} h {} min", minutes % 60),
        _ => format!("{days} d {} h", hours % 24),
    }
}

/// The time of day of an RFC 3339 time, to the millisecond: the date stands in the title of the element.
pub(super) fn clock(time: &str) -> &str {
    time.get(11..23).unwrap_or(time)
}

fn trim(text: &str) -> String {
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.split_at(digits.len() - digits.trim_start_matches('-').len());
    let mut out = sign.to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn say_no_more_than_is_worth_saying() {
        for (value, text) in
            [(0.0, "0"), (0.254, "0.25"), (3.0, "3"), (12.34, "12.3"), (1234.5, "1,234"), (-1_234_567.0, "-1,234,567")]
        {
            assert_eq!(number(value), text);
        }
        for (value, text) in [(0.0, "0"), (0.000_35, "350 µs"), (0.0125, "12.5 ms"), (1.25, "1.25 s")] {
            assert_eq!(seconds(value), text);
        }
        for (value, text) in [(0.0, "–"), (0.0025, "< 5 ms"), (0.0125, "12.5 ms"), (10.0, "> 10 s")] {
            assert_eq!(quantile(value), text);
        }
        assert_eq!(
            (percent(0.004), percent(0.125), count(1_234_567)),
            ("0.4 %".into(), "12.5 %".into(), "1,234,567".into())
        );
        for (seconds, text) in [(8, "8 s"), (185, "3 min"), (7_800, "2 h 10 min"), (442_800, "5 d 3 h")] {
            assert_eq!(span(Duration::from_secs(seconds)), text);
        }
        assert_eq!(clock("2026-11-22T15:46:00.123456Z"), "15:46:00.123");
    }
}
