//! Values of settings, and how each shape is written.
//!
//! One notation serves everywhere a value can stand: in the manifest, in a `RUNA__*` override, in a referenced variable or file,
//! in a declared default and in a declared bound. [`Shape::parse`] reads it, [`Value`] holds it, [`Scalar`] turns it into the type
//! that a provider sees.

mod address;
mod advertised;
mod cidr;
mod duration;
mod fraction;
mod header;
mod parse;
mod path;
mod scalar;
mod size;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

pub use address::{Address, Listen, Listeners, is_loopback};
pub use advertised::Advertised;
pub use cidr::{Cidr, Proxy};
pub use fraction::Fraction;
pub use header::Header;
#[cfg(feature = "parser")]
pub(crate) use header::WORDS as HEADER_WORDS;
#[cfg(feature = "parser")]
pub(crate) use parse::known;
pub use parse::{LEVELS, Wrong};
pub use path::{PathPrefix, RouteRule, UrlPath};
pub use scalar::{Level, Named, RedisUrl, Scalar, Secret};
pub use size::Size;

/// A value of a setting, checked against its shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Switched off: written `none`.
    None,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text, and everything that is kept as text once it is known to be well formed: addresses, paths, choices, levels,
    /// fractions.
    Text(Cow<'static, str>),
    /// Text that is never shown, whoever prints the value.
    Secret(Secret),
    /// A span of time.
    Duration(Duration),
    /// A number of bytes.
    Size(u64),
    /// Several values of one shape.
    List(Cow<'static, [Self]>),
    /// Values under the user's own names.
    Map(Cow<'static, [(Cow<'static, str>, Self)]>),
}

/// What can be written for a setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// Any text.
    Text,
    /// Any text that is never shown.
    Secret,
    /// A whole number and a unit: `250ms`, `2s`, `5m`, `1h`.
    Duration,
    /// A whole number and a unit: `512B`, `16KiB`, `10MiB`, `2GiB`.
    Size,
    /// `trace`, `debug`, `info`, `warn`, `error` or `off`.
    Level,
    /// A path of a URL, such as `/-`.
    UrlPath,
    /// A path of a URL, or with a `/` at its end all paths below it.
    PathPrefix,
    /// A route as axum writes it, or with a `/` at its end all routes below it.
    Route,
    /// A path of a file.
    FilePath,
    /// Where a Redis is: `redis://host:6379/0`, `rediss://…`, `redis+unix:///path`.
    RedisUrl,
    /// An address to listen on, `127.0.0.1:8080` or `unix:/run/app.sock`, or `none`.
    Listen,
    /// A part of a whole, from `0` to `1`.
    Fraction,
    /// A range of addresses, `10.0.0.0/8`, or one address.
    Cidr,
    /// A range of addresses, or `unix`.
    Proxy,
    /// The name of a header, `x-request-id`, or `none`.
    Header,
    /// One of a few words.
    Choice(&'static [Word]),
    /// One value of a shape, or a list of them.
    Some(&'static Self),
    /// Several values of one shape.
    List(&'static Self),
    /// Values of one shape under the user's own names.
    Map(&'static Self),
}

/// One word of a [`Shape::Choice`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    /// As it is written.
    pub name: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// Whether it is declared for a later version, and refused by this one.
    pub later: bool,
}

impl Value {
    /// The text, if it is kept as one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// As it would be written in a manifest; a secret as `***`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Text(value) => f.write_str(value),
            Self::Secret(_) => f.write_str("***"),
            Self::Duration(value) => duration::write(*value, f),
            Self::Size(value) => size::write(*value, f),
            Self::List(values) => {
                f.write_str("[")?;
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    value.fmt(f)?;
                }
                f.write_str("]")
            }
            Self::Map(entries) => {
                f.write_str("{")?;
                for (index, (name, value)) in entries.iter().enumerate() {
                    write!(f, "{} {name}: {value}", if index > 0 { "," } else { "" })?;
                }
                f.write_str(" }")
            }
        }
    }
}
