//! From text to value.

use std::borrow::Cow;

use super::{
    Cidr, Fraction, Header, Listen, PathPrefix, Proxy, RouteRule, Secret, Shape, UrlPath, Value, Word, duration, size,
};
use crate::nearest::nearest;

/// Why a text is no value of a shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Not of this shape at all.
    Type,
    /// A number where a duration or size wants a unit. Holds what could be written instead.
    BareNumber(Vec<String>),
    /// Not one of the words. Holds the nearest.
    UnknownWord(Option<&'static str>),
    /// A word that is declared for a later version. Holds one that could be meant until then.
    Later(Option<&'static str>),
    /// Of the right shape, but not well formed. Holds the rule it breaks.
    Malformed(&'static str),
}

/// The words for [`Shape::Level`].
pub const LEVELS: [&str; 6] = ["trace", "debug", "info", "warn", "error", "off"];

impl Shape {
    /// Reads `text` as a value of this shape.
    ///
    /// A list is written with commas, as an override is; maps have no such form.
    pub fn parse(&self, text: &str) -> Result<Value, Wrong> {
        let keep = || Value::Text(Cow::Owned(text.to_owned()));
        let hide = || Value::Secret(Secret::new(text.to_owned()));
        match self {
            Self::Bool => match text {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                _ => Err(Wrong::Type),
            },
            Self::Int => text.parse().map(Value::Int).map_err(|_| Wrong::Type),
            Self::Duration => match duration::parse(text) {
                Some(value) => Ok(Value::Duration(value)),
                None if is_number(text) => Err(Wrong::BareNumber(vec![format!("{text}ms"), format!("{text}s")])),
                None if is_negative(text) => Err(Wrong::Malformed("a duration is not negative")),
                None if begins_as_number(text) => {
                    Err(Wrong::Malformed("a duration is a whole number and `ms`, `s`, `m` or `h`"))
                }
                None => Err(Wrong::Type),
            },
            Self::Size => match size::parse(text) {
                Some(value) => Ok(Value::Size(value)),
                None if is_number(text) => Err(Wrong::BareNumber(vec![format!("{text}B"), format!("{text}KiB")])),
                None if is_negative(text) => Err(Wrong::Malformed("a size is not negative")),
                None if begins_as_number(text) => {
                    Err(Wrong::Malformed("a size is a whole number and `B`, `KiB`, `MiB` or `GiB`"))
                }
                None => Err(Wrong::Type),
            },
            Self::Level if LEVELS.contains(&text) => Ok(keep()),
            Self::Level => Err(Wrong::UnknownWord(nearest(text, LEVELS))),
            Self::UrlPath => UrlPath::parse(text).map(|_| keep()).map_err(Wrong::Malformed),
            Self::PathPrefix => PathPrefix::parse(text).map(|_| keep()).map_err(Wrong::Malformed),
            Self::Route => RouteRule::parse(text).map(|_| keep()).map_err(Wrong::Malformed),
            Self::RedisUrl => match text.split_once("://") {
                Some(("redis" | "rediss" | "redis+unix" | "unix", rest)) if !rest.is_empty() => Ok(hide()),
                _ => Err(Wrong::Malformed(
                    "the address of a Redis begins with `redis://`, `rediss://` or `redis+unix://`",
                )),
            },
            Self::FilePath if text.is_empty() => Err(Wrong::Malformed("a path is not empty")),
            Self::FilePath if text.contains('\0') => Err(Wrong::Malformed("a path has no NUL")),
            Self::Text | Self::FilePath => Ok(keep()),
            Self::Secret => Ok(hide()),
            Self::Listen => match Listen::parse(text) {
                Some(_) => Ok(keep()),
                None if text.starts_with("unix:") => Err(Wrong::Malformed(
                    "a socket in the file system is an absolute path of at most 107 bytes, such as `unix:/run/app.sock`",
                )),
                None => {
                    Err(Wrong::Malformed("an address is an IP address and a port, such as `127.0.0.1:8080`, or `none`"))
                }
            },
            Self::Fraction => match Fraction::parse(text) {
                Some(_) => Ok(keep()),
                None if begins_as_number(text) || is_negative(text) => {
                    Err(Wrong::Malformed("a fraction is a number from 0 to 1, such as `0.5`"))
                }
                None => Err(Wrong::Type),
            },
            Self::Cidr => match Cidr::parse(text) {
                Some(_) => Ok(keep()),
                None => Err(Wrong::Malformed(
                    "a range of addresses is such as `10.0.0.0/8`, with nothing behind its prefix",
                )),
            },
            Self::Proxy => match Proxy::parse(text) {
                Some(_) => Ok(keep()),
                None => Err(Wrong::Malformed(
                    "proxies are a range of addresses such as `10.0.0.0/8`, with nothing behind its prefix, or `unix`",
                )),
            },
            Self::Header => Header::parse(text).map(|_| keep()).map_err(Wrong::Malformed),
            Self::Choice(words) => match words.iter().find(|word| word.name == text) {
                Some(word) if word.later => Err(Wrong::Later(known(words).next_back())),
                Some(_) => Ok(keep()),
                None => Err(Wrong::UnknownWord(nearest(text, known(words)))),
            },
            Self::Some(of) if !text.contains(',') => of.parse(text),
            Self::Some(of) | Self::List(of) => text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(|item| of.parse(item))
                .collect::<Result<Vec<_>, _>>()
                .map(|items| Value::List(Cow::Owned(items))),
            Self::Map(_) => Err(Wrong::Type),
        }
    }

    /// The shape of one value, where one stands for a list.
    pub const fn one(self) -> Self {
        match self {
            Self::Some(of) => *of,
            shape => shape,
        }
    }

    /// What can be written, as a message says it: "a duration such as `250ms`, `2s`, `5m` or `1h`".
    pub fn describe(&self) -> String {
        match self {
            Self::Choice(list) => words(&known(list).collect::<Vec<_>>()),
            Self::Some(of) => of.describe(),
            Self::List(of) => format!("a list of {}", of.describe()),
            Self::Map(of) => format!("a mapping of names, each to {}", of.describe()),
            _ => self.phrase().into(),
        }
    }

    /// The same for a shape that is not made of others; empty for one that is.
    pub const fn phrase(&self) -> &'static str {
        match self {
            Self::Bool => "`true` or `false`",
            Self::Int => "a whole number",
            Self::Text | Self::Secret => "text",
            Self::Duration => "a duration such as `250ms`, `2s`, `5m` or `1h`",
            Self::Size => "a size such as `512B`, `16KiB`, `10MiB` or `2GiB`",
            Self::Level => "`trace`, `debug`, `info`, `warn`, `error` or `off`",
            Self::UrlPath => "a path such as `/-`",
            Self::PathPrefix => "a path such as `/healthz`, or `/admin/` for all below it",
            Self::Route => "a route such as `/orders/{id}`, or `/admin/` for all below it",
            Self::FilePath => "the path of a file",
            Self::RedisUrl => "the address of a Redis such as `redis://127.0.0.1:6379`",
            Self::Listen => "an address such as `127.0.0.1:8080`, or `none`",
            Self::Fraction => "a number from `0` to `1`, such as `0.5`",
            Self::Cidr => "a range of addresses such as `10.0.0.0/8`",
            Self::Proxy => "a range of addresses such as `10.0.0.0/8`, or `unix`",
            Self::Header => "the name of a header such as `x-request-id`, or `none`",
            Self::Choice(_) | Self::Some(_) | Self::List(_) | Self::Map(_) => "",
        }
    }

    /// A value of a shape that is not made of others, for helps.
    pub const fn example(&self) -> &'static str {
        match self {
            Self::Bool => "true",
            Self::Int => "1",
            Self::Duration => "5s",
            Self::Size => "10MiB",
            Self::Level => "info",
            Self::UrlPath | Self::PathPrefix | Self::Route => "/orders",
            Self::FilePath => "/var/lib/app/file",
            Self::RedisUrl => "redis://127.0.0.1:6379",
            Self::Listen => "127.0.0.1:8080",
            Self::Fraction => "0.5",
            Self::Cidr | Self::Proxy => "10.0.0.0/8",
            Self::Header => "x-request-id",
            Self::Text | Self::Secret | Self::Choice(_) | Self::Some(_) | Self::List(_) | Self::Map(_) => "text",
        }
    }
}

#[cfg(feature = "parser")]
impl Shape {
    /// What can be written, in a word or two, for tables: "duration", "json, pretty".
    pub fn brief(&self) -> String {
        match self {
            Self::Bool => "true, false".into(),
            Self::Int => "number".into(),
            Self::Text | Self::Secret => "text".into(),
            Self::Duration => "duration".into(),
            Self::Size => "size".into(),
            Self::Level => "level".into(),
            Self::UrlPath | Self::PathPrefix => "path of a URL".into(),
            Self::Route => "route".into(),
            Self::FilePath => "path of a file".into(),
            Self::RedisUrl => "address of a Redis".into(),
            Self::Listen => "address, none".into(),
            Self::Fraction => "number from 0 to 1".into(),
            Self::Cidr => "range of addresses".into(),
            Self::Proxy => "range of addresses, unix".into(),
            Self::Header => "name of a header, none".into(),
            Self::Choice(list) => known(list).collect::<Vec<_>>().join(", "),
            Self::Some(of) => format!("{}, or a list", of.brief()),
            Self::List(of) => format!("list of {}", of.brief()),
            Self::Map(of) => format!("names to {}", of.brief()),
        }
    }
}

/// The words that this version has.
pub(crate) fn known(words: &'static [Word]) -> impl DoubleEndedIterator<Item = &'static str> {
    words.iter().filter(|word| !word.later).map(|word| word.name)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn begins_as_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

fn is_negative(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(begins_as_number)
}

fn words(list: &[&str]) -> String {
    let quoted: Vec<_> = list.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., end] => format!("{} or {end}", others.join(", ")),
    }
}
