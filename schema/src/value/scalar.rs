//! The types that providers see.

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::{Cidr, Fraction, Header, Listen, PathPrefix, Proxy, RouteRule, Shape, Size, UrlPath, Value};

/// A type that a setting can have.
pub trait Scalar: Sized {
    /// How it is written.
    const SHAPE: Shape;
    /// Smallest and largest value of the type, where it has less than its shape.
    const RANGE: Option<(&'static str, &'static str)> = None;
    /// Whether it is never shown.
    const SECRET: bool = false;

    /// Takes it out of a value of that shape; `None` for any other.
    fn take(value: &Value) -> Option<Self>;
}

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing.
    Off,
    /// Errors.
    Error,
    /// And warnings.
    Warn,
    /// And what an operator wants to know.
    Info,
    /// And what a developer wants to know.
    Debug,
    /// Everything.
    Trace,
}

/// Text that is never shown: it has no `Display`, and its `Debug` is `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Cow<'static, str>);

impl Secret {
    /// Hides `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Cow::Owned(text.into()))
    }

    /// Hides a text of the program.
    #[must_use]
    pub const fn constant(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// The text itself. Named so that each use can be found.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Where a Redis is, with the password that it may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedisUrl(pub Secret);

impl RedisUrl {
    /// How one begins that asks for TLS.
    pub const SECURE: &str = "rediss://";

    /// Whether a value is one that asks for TLS.
    pub fn is_secure(value: &Value) -> bool {
        matches!(value, Value::Secret(url) if url.expose().starts_with(Self::SECURE))
    }
}

macro_rules! scalar {
    ($type:ty, $shape:ident, $pattern:pat => $value:expr $(, $constant:ident: $of:ty = $is:expr)?) => {
        impl Scalar for $type {
            const SHAPE: Shape = Shape::$shape;
            $(const $constant: $of = $is;)?

            fn take(value: &Value) -> Option<Self> {
                match value {
                    $pattern => $value,
                    _ => None,
                }
            }
        }
    };
}

macro_rules! integer {
    ($type:ty, $low:literal, $high:literal) => {
        scalar!($type, Int, Value::Int(value) => Self::try_from(*value).ok(),
            RANGE: Option<(&'static str, &'static str)> = Some(($low, $high)));
    };
}

scalar!(bool, Bool, Value::Bool(value) => Some(*value));
integer!(u8, "0", "255");
integer!(u16, "0", "65535");
integer!(u32, "0", "4294967295");
// What is written is read as an `i64`.
integer!(u64, "0", "9223372036854775807");
integer!(usize, "0", "9223372036854775807");
integer!(i8, "-128", "127");
integer!(i16, "-32768", "32767");
integer!(i32, "-2147483648", "2147483647");
integer!(i64, "-9223372036854775808", "9223372036854775807");
scalar!(String, Text, Value::Text(value) => Some(value.clone().into_owned()));
scalar!(Secret, Secret, Value::Secret(value) => Some(value.clone()), SECRET: bool = true);
scalar!(Duration, Duration, Value::Duration(value) => Some(*value));
scalar!(Size, Size, Value::Size(value) => Some(Self(*value)));
scalar!(UrlPath, UrlPath, Value::Text(value) => Self::parse(value).ok());
scalar!(PathPrefix, PathPrefix, Value::Text(value) => Self::parse(value).ok());
scalar!(RouteRule, Route, Value::Text(value) => Self::parse(value).ok());
scalar!(RedisUrl, RedisUrl, Value::Secret(value) => Some(Self(value.clone())), SECRET: bool = true);
scalar!(PathBuf, FilePath, Value::Text(value) => Some(value.as_ref().into()));
scalar!(Listen, Listen, Value::Text(value) => Self::parse(value));
scalar!(Fraction, Fraction, Value::Text(value) => Self::parse(value));
scalar!(Cidr, Cidr, Value::Text(value) => Self::parse(value));
scalar!(Proxy, Proxy, Value::Text(value) => Self::parse(value));
scalar!(Header, Header, Value::Text(value) => Self::parse(value).ok());
scalar!(Level, Level, Value::Text(value) => match value.as_ref() {
    "trace" => Some(Self::Trace),
    "debug" => Some(Self::Debug),
    "info" => Some(Self::Info),
    "warn" => Some(Self::Warn),
    "error" => Some(Self::Error),
    "off" => Some(Self::Off),
    _ => None,
});

impl<T: Scalar> Scalar for Vec<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);
    const RANGE: Option<(&'static str, &'static str)> = T::RANGE;
    const SECRET: bool = T::SECRET;

    fn take(value: &Value) -> Option<Self> {
        match value {
            Value::List(items) => items.iter().map(T::take).collect(),
            _ => None,
        }
    }
}

/// Values under the user's own names, in the order of the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<T>(pub Vec<(String, T)>);

impl<T: Scalar> Scalar for Named<T> {
    const SHAPE: Shape = Shape::Map(&T::SHAPE);
    const RANGE: Option<(&'static str, &'static str)> = T::RANGE;
    const SECRET: bool = T::SECRET;

    fn take(value: &Value) -> Option<Self> {
        match value {
            Value::Map(entries) => entries
                .iter()
                .map(|(name, value)| Some((name.to_string(), T::take(value)?)))
                .collect::<Option<_>>()
                .map(Self),
            _ => None,
        }
    }
}
