//! What could be meant by a value that is wrong.

use std::time::Duration;

use super::mend::scalar;
use crate::nearest::nearest;
use crate::provider::Row;
use crate::settings::{Default, Kind, Setting};
use crate::tree::{Kind as Tree, Node};
use crate::value::{LEVELS, Shape, Value};

/// A value that is right: near to what stands there if that can be guessed, else the default, else an example.
pub(super) fn better(setting: &Setting, shape: Shape, node: &Node, relaxed: bool) -> String {
    let fits = |text: &String| shape.parse(text).is_ok_and(|value| setting.outside(&value).is_none());
    let guess = node.text().and_then(|text| guess(setting, shape, text));
    let guess = guess.filter(|guess| matches!(shape, Shape::List(_)) || fits(guess));
    // A path may have signs that mean something in YAML.
    let guess = guess.map(|guess| if shape == Shape::UrlPath { scalar(&guess) } else { guess });
    guess
        .or_else(|| default(setting, shape, relaxed))
        .or_else(|| Some(example(shape)).filter(fits))
        .unwrap_or_else(|| setting.range.map_or_else(|| example(shape), |(low, _)| low.to_owned()))
}

/// The value for a setting that is missing.
pub(super) fn any(setting: &Setting, shape: Shape, relaxed: bool) -> String {
    let nothing = Node { span: crate::Span::default(), kind: Tree::Null };
    better(setting, shape, &nothing, relaxed)
}

/// An entry of a list for a provider that is missing, with the settings that it must have.
pub(super) fn entry(row: &Row, relaxed: bool) -> String {
    let required = row.section.settings.iter().filter(|setting| setting.default == Default::Required);
    let settings: Vec<_> = required
        .map(|setting| match setting.kind {
            Kind::Scalar(shape) => format!("{}: {}", setting.name, any(setting, shape, relaxed)),
            Kind::Group(_) => format!("{}: {{}}", setting.name),
        })
        .collect();
    if settings.is_empty() { row.name.to_owned() } else { format!("{}: {{ {} }}", row.name, settings.join(", ")) }
}

fn default(setting: &Setting, shape: Shape, relaxed: bool) -> Option<String> {
    // An element of a list or map has no default of its own.
    if setting.kind != Kind::Scalar(shape) {
        return None;
    }
    let text = setting.default.text(relaxed)?;
    Some(if matches!(shape, Shape::List(_)) { format!("[{}]", text.replace(',', ", ")) } else { text.to_owned() })
}

fn example(shape: Shape) -> String {
    match shape {
        Shape::Bool => "false",
        Shape::Int => "1",
        Shape::Text => "text",
        Shape::Duration => "1s",
        Shape::Size => "1MiB",
        Shape::Level => "info",
        Shape::UrlPath => "/-",
        Shape::FilePath => "/var/lib/app",
        Shape::Listen => "127.0.0.1:8080",
        Shape::Choice(words) => words.first().map_or("", |word| word.name),
        Shape::List(_) => "[]",
        Shape::Map(_) => "{}",
    }
    .into()
}

fn guess(setting: &Setting, shape: Shape, text: &str) -> Option<String> {
    match shape {
        Shape::Bool => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" | "1" => Some("true".into()),
            "false" | "no" | "off" | "n" | "0" => Some("false".into()),
            _ => None,
        },
        Shape::Int => {
            let digits: String = text.chars().filter(|c| !matches!(c, '_' | ',' | ' ')).collect();
            digits.parse::<i64>().ok().map(|number| nearest_bound(setting, shape, number.to_string()))
        }
        Shape::Duration => duration(setting, text),
        Shape::Size => size(setting, text),
        Shape::Level => match text.to_ascii_lowercase().as_str() {
            "verbose" => Some("debug".into()),
            "warning" => Some("warn".into()),
            "information" | "notice" => Some("info".into()),
            "err" | "fatal" | "critical" => Some("error".into()),
            "none" | "silent" => Some("off".into()),
            text => nearest(text, LEVELS).map(str::to_owned),
        },
        Shape::Choice(words) => nearest(text, words.iter().map(|word| word.name)).map(str::to_owned),
        Shape::UrlPath => {
            let parts: Vec<_> = text.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
            Some(format!("/{}", parts.join("/")))
        }
        Shape::Listen => {
            let text = text.strip_prefix("http://").unwrap_or(text).trim_end_matches('/');
            let (host, port) = text.rsplit_once(':').unwrap_or(("", text));
            let port = port.parse::<u16>().unwrap_or(8080);
            let host = if host == "*" { "0.0.0.0" } else { "127.0.0.1" };
            Some(format!("{host}:{port}"))
        }
        Shape::List(of) => {
            let items: Vec<_> = text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
            items.iter().all(|item| of.parse(item).is_ok()).then(|| {
                let items: Vec<_> = items.iter().map(|item| scalar(item)).collect();
                format!("[{}]", items.join(", "))
            })
        }
        Shape::Text | Shape::FilePath | Shape::Map(_) => None,
    }
}

/// A number and what stands behind it.
fn split(text: &str) -> Option<(f64, String)> {
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '_')).len();
    let (number, unit) = text.split_at(digits);
    Some((number.replace('_', "").parse().ok()?, unit.trim().to_ascii_lowercase()))
}

fn duration(setting: &Setting, text: &str) -> Option<String> {
    let (number, unit) = split(text)?;
    let millis = match unit.trim_end_matches('.') {
        "ms" | "msec" | "msecs" | "millis" | "millisecond" | "milliseconds" => 1.0,
        "" | "s" | "sec" | "secs" | "second" | "seconds" => 1_000.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60_000.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600_000.0,
        "d" | "day" | "days" => 86_400_000.0,
        _ => return None,
    };
    let value = Value::Duration(Duration::from_millis(whole(number * millis)?));
    // A bare number that makes no sense as seconds may be meant as milliseconds.
    if unit.is_empty() && setting.outside(&value).is_some() {
        return Some(nearest_bound(setting, Shape::Duration, format!("{number}ms")));
    }
    Some(nearest_bound(setting, Shape::Duration, value.to_string()))
}

fn size(setting: &Setting, text: &str) -> Option<String> {
    let (number, unit) = split(text)?;
    let bytes = match unit.as_str() {
        "" => return Some(nearest_bound(setting, Shape::Size, format!("{number}B"))),
        "b" | "byte" | "bytes" => 1.0,
        "k" | "kb" | "ki" | "kib" => 1024.0,
        "m" | "mb" | "mi" | "mib" => 1024.0 * 1024.0,
        "g" | "gb" | "gi" | "gib" => 1024.0 * 1024.0 * 1024.0,
        "t" | "tb" | "ti" | "tib" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    Some(nearest_bound(setting, Shape::Size, Value::Size(whole(number * bytes)?).to_string()))
}

/// The nearest whole number, if it is one that can be written.
fn whole(number: f64) -> Option<u64> {
    format!("{number:.0}").parse().ok()
}

/// The value, or the bound it lies beyond.
fn nearest_bound(setting: &Setting, shape: Shape, text: String) -> String {
    let Some((low, high)) = shape.parse(&text).ok().and_then(|value| setting.outside(&value)) else { return text };
    let measure = |text: &str| match shape.parse(text) {
        Ok(Value::Int(value)) => i128::from(value),
        Ok(Value::Size(value)) => i128::from(value),
        Ok(Value::Duration(value)) => i128::try_from(value.as_millis()).unwrap_or(i128::MAX),
        _ => 0,
    };
    if measure(&text) < measure(low) { low.into() } else { high.into() }
}
