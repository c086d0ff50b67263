//! What each shape looks like, as regular expressions in the dialect that all validators share.

use super::number::{between, with_unit};
use crate::value::{HEADER_WORDS, Shape, Value};

/// Letters of a part of a path.
const LETTERS: &str = "[A-Za-z0-9\\-._~!$&'()+,;=@]+";

/// A name of a variable.
pub(super) const VARIABLE: &str = "^[A-Za-z_][A-Za-z0-9_]*$";

/// A text that does not try to name a variable, as other tools do.
fn no_dollar(rest: &str) -> String {
    let name = "[A-Za-z_][A-Za-z0-9_]*";
    format!("^(?!\\${name}$|\\$\\({name}\\)$|%{name}%$)(?![\\s\\S]*(\\$\\{{|\\{{\\{{)){rest}")
}

/// The name and the pattern of a shape that is written as a text, with its bounds; `None` for one that is not.
pub(super) fn of(shape: Shape, range: Option<(&str, &str)>) -> Option<(&'static str, String)> {
    let part = format!("(?!\\.\\.?(/|$)){LETTERS}");
    Some(match shape {
        Shape::Bool
        | Shape::Int
        | Shape::Fraction
        | Shape::Level
        | Shape::Choice(_)
        | Shape::Some(_)
        | Shape::List(_)
        | Shape::Map(_) => return None,
        Shape::Duration => ("duration", units(shape, range)),
        Shape::Size => ("size", units(shape, range)),
        Shape::UrlPath => ("url_path", format!("^(/|(/{part})+)$")),
        Shape::PathPrefix => ("path_prefix", format!("^(/|(/{part})+/?)$")),
        Shape::Route => ("route", format!("^(/|(/({part}|\\{{\\**{LETTERS}\\}}))+/?)$")),
        Shape::RedisUrl => ("redis_url", no_dollar("(rediss?|redis\\+unix|unix)://[\\s\\S]")),
        Shape::Text => ("text", no_dollar("")),
        Shape::Secret => ("secret", no_dollar("")),
        Shape::FilePath => ("file_path", no_dollar("[^\\u0000]+$")),
        Shape::Listen => ("listen", listen()),
        Shape::Proxy => ("proxy", format!("^(unix|{})$", range_of_addresses())),
        Shape::Header => ("header", format!("^(?!({})$)[A-Za-z][A-Za-z0-9_-]{{0,255}}$", HEADER_WORDS.join("|"))),
        Shape::Cidr => ("cidr", format!("^({})$", range_of_addresses())),
    })
}

fn units(shape: Shape, range: Option<(&str, &str)>) -> String {
    let units: &[(&str, u64)] = if shape == Shape::Size {
        &[("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]
    } else {
        &[("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)]
    };
    // In the smallest unit.
    let number = |text: &str| match shape.parse(text) {
        Ok(Value::Duration(value)) => u64::try_from(value.as_millis()).ok(),
        Ok(Value::Size(value)) => Some(value),
        _ => None,
    };
    let bounds = range.and_then(|(low, high)| Some((number(low)?, number(high)?)));
    let Some((low, high)) = bounds else {
        let names: Vec<_> = units.iter().map(|(name, _)| *name).collect();
        return format!("^[0-9]+({})$", names.join("|"));
    };
    with_unit(low, high, units)
}

/// The parts of an address of version 6 are not counted, and that nothing stands behind the prefix is not seen.
fn range_of_addresses() -> String {
    let octet = between(0, 255);
    format!(
        "(({octet})\\.){{3}}({octet})(/0*({}))?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(/0*({}))?",
        between(0, 32),
        between(0, 128)
    )
}

/// The parts of an address of version 6 are not counted, nor are the bytes of a path.
fn listen() -> String {
    let (octet, port) = (between(0, 255), between(0, 65_535));
    let v4 = format!("(({octet})\\.){{3}}({octet})");
    format!(
        "^(none|unix:/([^\\u0000/]|[^\\u0000/][^\\u0000]*[^\\u0000/])|(localhost|{v4}|\\[[0-9A-Fa-f:.]+(%[0-9]+)?\\]):0*({port}))$"
    )
}
