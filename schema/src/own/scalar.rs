//! One text against the shape of a setting.
//!
//! The same notation as [`Shape::parse`] reads. What is in the form of an address, a route or a URL is only looked at from afar here, since
//! the standard library does not read it in constants; [`Shape::parse`] has the last word at start.

use super::words::{distance, is_near, same};
use crate::settings::{Default, Kind, Section, Setting};
use crate::value::{LEVELS, Shape};

/// Why a text is no value.
#[derive(Clone, Copy)]
pub(super) enum Wrong {
    /// Not of this shape.
    Type,
    /// A number without a unit.
    BareNumber,
    /// Not between the bounds.
    Range(&'static str, &'static str),
    /// Not one of the words; with the nearest.
    Word(Option<&'static str>),
    /// Against a rule.
    Malformed(&'static str),
}

/// Judges a text that stands for a setting, or for one of the values of its list or map.
pub(super) const fn judge(setting: &Setting, shape: &Shape, text: &str, plain: bool) -> Result<(), Wrong> {
    let shape = if let Shape::Some(of) = shape { *of } else { shape };
    let number = match shape {
        Shape::Bool => {
            return if plain && (same(text, "true") || same(text, "false")) { Ok(()) } else { Err(Wrong::Type) };
        }
        Shape::Int if plain => match whole(text) {
            Some(number) => number,
            None => return Err(Wrong::Type),
        },
        Shape::Duration => match unit(text, &DURATIONS) {
            Ok(number) => number,
            Err(Wrong::Malformed(_)) => {
                return Err(Wrong::Malformed("a duration is a whole number and `ms`, `s`, `m` or `h`"));
            }
            Err(wrong) => return Err(wrong),
        },
        Shape::Size => match unit(text, &SIZES) {
            Ok(number) => number,
            Err(Wrong::Malformed(_)) => {
                return Err(Wrong::Malformed("a size is a whole number and `B`, `KiB`, `MiB` or `GiB`"));
            }
            Err(wrong) => return Err(wrong),
        },
        Shape::Level => return word(text, &LEVELS),
        Shape::Choice(words) => {
            let mut at = 0;
            let mut near: Option<(&'static str, usize)> = None;
            while at < words.len() {
                if same(words[at].name, text) {
                    return Ok(());
                }
                near = nearer(near, words[at].name, text);
                at += 1;
            }
            return Err(Wrong::Word(name_of(near)));
        }
        Shape::UrlPath | Shape::PathPrefix | Shape::Route if !begins(text, b'/') => {
            return Err(Wrong::Malformed("a path begins with `/`"));
        }
        Shape::Fraction if !is_number(text) => return Err(Wrong::Type),
        Shape::FilePath if text.is_empty() => return Err(Wrong::Malformed("a path is not empty")),
        Shape::Int | Shape::List(_) | Shape::Map(_) => return Err(Wrong::Type),
        _ => return Ok(()),
    };
    match setting.range {
        Some((low, high)) => {
            let (Some(least), Some(most)) = (bound(shape, low), bound(shape, high)) else { return Ok(()) };
            if number < least || number > most { Err(Wrong::Range(low, high)) } else { Ok(()) }
        }
        None => Ok(()),
    }
}

/// Holds the default and the bounds of the setting at `index` against its shape: for `#[derive(Config)]`, whose user wrote them.
///
/// # Panics
///
/// In constant evaluation, so that it is an error of the compiler: where a default or a bound is no value of the setting.
#[track_caller]
pub const fn declared(section: &Section, index: usize) {
    let setting = &section.settings[index];
    let Kind::Scalar(shape) = setting.kind else { return };
    if let Some((low, high)) = setting.range {
        let of = match shape {
            Shape::Some(of) | Shape::List(of) | Shape::Map(of) => *of,
            one => one,
        };
        let ordered = match (bound(&of, low), bound(&of, high)) {
            (Some(low), Some(high)) => low <= high,
            _ => false,
        };
        if !ordered {
            fail(setting, "`: `range` is not of the form `low..=high` with values of the field's type");
        }
    }
    match setting.default {
        Default::Is(text) => default(setting, &shape, text),
        Default::ByStage { relaxed, production } => {
            default(setting, &shape, relaxed);
            default(setting, &shape, production);
        }
        Default::Required | Default::Unset => {}
    }
}

#[track_caller]
const fn default(setting: &Setting, shape: &Shape, text: &str) {
    match shape {
        // Written with commas; its parts are judged at start.
        Shape::Some(_) | Shape::List(_) | Shape::Map(_) => {}
        _ => match judge(setting, shape, text, true) {
            Ok(()) => {}
            Err(Wrong::BareNumber) => fail(setting, "`: its default has no unit; write one such as `5s` or `10MiB`"),
            Err(Wrong::Range(..)) => fail(setting, "`: its default is out of its range"),
            Err(_) => fail(setting, "`: its default is no value of the field's type"),
        },
    }
}

#[track_caller]
const fn fail(setting: &Setting, why: &str) {
    let mut buffer = super::words::Buffer::new();
    buffer.says(&["the setting `", setting.name, why]);
    panic!("{}", buffer.text());
}

const DURATIONS: [(&str, i128); 4] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];
const SIZES: [(&str, i128); 4] = [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];

const fn bound(shape: &Shape, text: &str) -> Option<i128> {
    match shape {
        Shape::Int => whole(text),
        Shape::Duration => match unit(text, &DURATIONS) {
            Ok(number) => Some(number),
            Err(_) => None,
        },
        Shape::Size => match unit(text, &SIZES) {
            Ok(number) => Some(number),
            Err(_) => None,
        },
        _ => None,
    }
}

/// A whole number as [`i64`] reads it, or one with too many digits as the largest of its sign.
const fn whole(text: &str) -> Option<i128> {
    let bytes = text.as_bytes();
    let (negative, mut at) = match bytes {
        [b'-', ..] => (true, 1),
        [b'+', ..] => (false, 1),
        _ => (false, 0),
    };
    if at == bytes.len() {
        return None;
    }
    let mut number: i128 = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            return None;
        }
        if number < 1 << 80 {
            number = number * 10 + (bytes[at] - b'0') as i128;
        }
        at += 1;
    }
    Some(if negative { -number } else { number })
}

/// A whole number with one of the units.
const fn unit(text: &str, units: &[(&str, i128)]) -> Result<i128, Wrong> {
    let bytes = text.as_bytes();
    let mut digits = 0;
    while digits < bytes.len() && bytes[digits].is_ascii_digit() {
        digits += 1;
    }
    if digits == 0 {
        return Err(Wrong::Type);
    }
    let (number, name) = text.split_at(digits);
    let Some(number) = whole(number) else { return Err(Wrong::Type) };
    if name.is_empty() {
        return Err(Wrong::BareNumber);
    }
    let mut at = 0;
    while at < units.len() {
        if same(units[at].0, name) {
            return Ok(number.saturating_mul(units[at].1));
        }
        at += 1;
    }
    Err(Wrong::Malformed(""))
}

const fn word(text: &str, words: &[&'static str]) -> Result<(), Wrong> {
    let mut at = 0;
    let mut near = None;
    while at < words.len() {
        if same(words[at], text) {
            return Ok(());
        }
        near = nearer(near, words[at], text);
        at += 1;
    }
    Err(Wrong::Word(name_of(near)))
}

/// The nearer of two candidates, if one is near at all.
pub(super) const fn nearer(
    best: Option<(&'static str, usize)>,
    candidate: &'static str,
    text: &str,
) -> Option<(&'static str, usize)> {
    let found = distance(candidate, text);
    if !is_near(found, candidate, text) {
        return best;
    }
    match best {
        Some((_, known)) if known <= found => best,
        _ => Some((candidate, found)),
    }
}

pub(super) const fn name_of(near: Option<(&'static str, usize)>) -> Option<&'static str> {
    match near {
        Some((name, _)) => Some(name),
        None => None,
    }
}

const fn begins(text: &str, letter: u8) -> bool {
    matches!(text.as_bytes(), [first, ..] if *first == letter)
}

/// Whether a text is a number, whole or not.
pub(super) const fn is_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = if begins(text, b'-') { 1 } else { 0 };
    let mut digits = false;
    while at < bytes.len() {
        match bytes[at] {
            b'0'..=b'9' => digits = true,
            b'.' if digits => {}
            _ => return false,
        }
        at += 1;
    }
    digits
}
