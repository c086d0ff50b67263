//! Numbers, durations and sizes in the notations of other tools.

use std::time::Duration;

use super::{Wanted, nearest_bound};
use crate::tree::Node;
use crate::value::Value;

/// A whole number: `1e4`, `0x10`, `64.0`, `1_000`, `10k`.
pub(super) fn whole(wanted: &Wanted<'_>, text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, '_' | ',' | ' ' | '\'')).collect();
    let radix = |prefix: &str, radix| {
        let rest = digits.to_ascii_lowercase();
        i64::from_str_radix(rest.strip_prefix(prefix)?, radix).ok()
    };
    let number = digits.parse::<i64>().ok();
    let number = number.or_else(|| radix("0x", 16)).or_else(|| radix("0o", 8)).or_else(|| radix("0b", 2));
    let number = number.or_else(|| {
        let (digits, factor) = match digits.strip_suffix(['k', 'K']) {
            Some(digits) => (digits, 1_000.0),
            None => match digits.strip_suffix(['m', 'M']) {
                Some(digits) => (digits, 1_000_000.0),
                None => (digits.as_str(), 1.0),
            },
        };
        let number = digits.parse::<f64>().ok().filter(|number| number.is_finite())? * factor;
        // What is too large goes to the bound.
        (number.fract() == 0.0)
            .then(|| format!("{number:.0}").parse().unwrap_or(if number < 0.0 { i64::MIN } else { i64::MAX }))
    })?;
    if number < 0 {
        return None;
    }
    Some(nearest_bound(wanted, number.to_string()))
}

/// A duration: `1m30s`, `1.5s`, `30 seconds`, `PT30S`.
pub(super) fn duration(wanted: &Wanted<'_>, text: &str) -> Option<String> {
    let (millis, unit) = match iso(text) {
        Some(millis) => (millis, true),
        None => parts(text)?,
    };
    let value = Value::Duration(Duration::from_millis(rounded(millis)?));
    // A bare number that makes no sense as seconds may be meant as milliseconds.
    if !unit && wanted.setting.outside(&value).is_some() {
        return Some(nearest_bound(wanted, format!("{}ms", rounded(millis / 1_000.0)?)));
    }
    Some(nearest_bound(wanted, value.to_string()))
}

/// A mapping such as `{ seconds: 5 }`.
pub(super) fn of_parts(wanted: &Wanted<'_>, node: &Node) -> Option<String> {
    let mut whole = 0.0;
    for entry in node.entries().filter(|entries| !entries.is_empty())? {
        let number: f64 = entry.value.text()?.parse().ok()?;
        whole += number
            * millis_of(match &*entry.key {
                "nanos" | "nanoseconds" => "ns",
                key => key,
            })?;
    }
    Some(nearest_bound(wanted, Value::Duration(Duration::from_millis(rounded(whole)?)).to_string()))
}

/// Milliseconds of one or more numbers with units, and whether a unit stands there.
fn parts(text: &str) -> Option<(f64, bool)> {
    let (mut rest, mut whole, mut any) = (text, 0.0, false);
    while !rest.is_empty() {
        let (number, behind) = number(rest)?;
        let length = behind.find(|c: char| c.is_ascii_digit() || c == ' ').unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(length);
        if unit.is_empty() && (any || !behind.is_empty()) {
            return None;
        }
        whole += number * if unit.is_empty() { 1_000.0 } else { millis_of(&unit.to_lowercase())? };
        any |= !unit.is_empty();
        rest = behind.trim_start();
    }
    Some((whole, any))
}

/// `PT1M30S`, as ISO 8601 has it.
fn iso(text: &str) -> Option<f64> {
    let text = text.to_ascii_uppercase();
    let (days, times) = text.strip_prefix('P')?.split_once('T').unwrap_or((&text[1..], ""));
    let mut whole = 0.0;
    for (part, units) in [(days, "D"), (times, "HMS")] {
        let mut rest = part;
        while !rest.is_empty() {
            let (number, behind) = number(rest)?;
            let unit = behind.get(..1).filter(|unit| units.contains(*unit))?;
            whole += number * millis_of(&unit.to_lowercase())?;
            rest = &behind[1..];
        }
    }
    Some(whole)
}

fn millis_of(unit: &str) -> Option<f64> {
    Some(match unit.trim_end_matches('.') {
        "ns" => 0.000_001,
        "us" | "µs" | "micros" | "microseconds" => 0.001,
        "ms" | "msec" | "msecs" | "millis" | "milli" | "millisecond" | "milliseconds" => 1.0,
        "s" | "sec" | "secs" | "second" | "seconds" => 1_000.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60_000.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600_000.0,
        "d" | "day" | "days" => 86_400_000.0,
        _ => return None,
    })
}

/// A size: `10MB`, `10 M`, `10mb`, `10Mi`, `1.5GB`.
pub(super) fn size(wanted: &Wanted<'_>, text: &str) -> Option<String> {
    let (number, unit) = match text.parse::<f64>() {
        Ok(number) if number >= 0.0 => (number, ""),
        _ => number(text)?,
    };
    let bytes = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" | "byte" | "bytes" => 1.0,
        "k" | "kb" | "ki" | "kib" => 1024.0,
        "m" | "mb" | "mi" | "mib" => 1024.0 * 1024.0,
        "g" | "gb" | "gi" | "gib" => 1024.0 * 1024.0 * 1024.0,
        "t" | "tb" | "ti" | "tib" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    let value = rounded(number * bytes)?;
    // A number alone stays as it is written.
    let text = if unit.is_empty() { format!("{value}B") } else { Value::Size(value).to_string() };
    Some(nearest_bound(wanted, text))
}

/// The number that a text begins with, and what stands behind it.
fn number(text: &str) -> Option<(f64, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '_'));
    let digits = text[..text.len() - rest.len()].replace('_', "");
    Some((digits.parse().ok()?, rest.trim_start()))
}

/// The nearest whole number; what is too large is the largest.
fn rounded(number: f64) -> Option<u64> {
    (number.is_finite() && number >= 0.0).then(|| format!("{number:.0}").parse().unwrap_or(u64::MAX))
}
