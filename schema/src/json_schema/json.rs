//! JSON as it is written: a tree, and its text. A dependency for it would be compiled with every service's macro.

use std::fmt::{self, Write};

/// Longest line, as in the rest of the house.
const WIDTH: usize = 120;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Json {
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

/// A mapping, to be filled by [`Json::with`].
pub(super) const fn map() -> Json {
    Json::Map(Vec::new())
}

/// A list of texts.
pub(super) fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Json {
    Json::List(texts.into_iter().map(Json::from).collect())
}

impl Json {
    /// The same mapping with one more key. Anything else stays what it is.
    pub(super) fn with(mut self, key: &str, value: impl Into<Self>) -> Self {
        if let Self::Map(entries) = &mut self {
            entries.push((key.to_owned(), value.into()));
        }
        self
    }

    /// The same mapping with the keys of another behind its own.
    pub(super) fn and(mut self, other: Self) -> Self {
        if let (Self::Map(entries), Self::Map(others)) = (&mut self, other) {
            entries.extend(others);
        }
        self
    }

    fn line(&self, out: &mut impl Write) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(out, "{value}"),
            Self::Int(value) => write!(out, "{value}"),
            Self::Text(text) => quoted(text, out),
            Self::List(items) => {
                out.write_char('[')?;
                for (index, item) in items.iter().enumerate() {
                    out.write_str(if index > 0 { ", " } else { "" })?;
                    item.line(out)?;
                }
                out.write_char(']')
            }
            Self::Map(entries) if entries.is_empty() => out.write_str("{}"),
            Self::Map(entries) => {
                for (index, (key, value)) in entries.iter().enumerate() {
                    out.write_str(if index > 0 { ", " } else { "{ " })?;
                    quoted(key, out)?;
                    out.write_str(": ")?;
                    value.line(out)?;
                }
                out.write_str(" }")
            }
        }
    }

    /// Writes it behind `before` letters of a line that is indented by `indent`: in one line where it fits.
    fn pretty(&self, out: &mut String, indent: usize, before: usize) -> fmt::Result {
        let mut line = String::new();
        self.line(&mut line)?;
        // One letter for the comma.
        let fits = indent + before + line.chars().count() < WIDTH;
        let inner = indent + 2;
        match self {
            Self::List(items) if !fits => {
                for (index, item) in items.iter().enumerate() {
                    write!(out, "{}\n{:inner$}", if index > 0 { "," } else { "[" }, "")?;
                    item.pretty(out, inner, 0)?;
                }
                write!(out, "\n{:indent$}]", "")
            }
            Self::Map(entries) if !fits => {
                for (index, (key, value)) in entries.iter().enumerate() {
                    write!(out, "{}\n{:inner$}", if index > 0 { "," } else { "{" }, "")?;
                    quoted(key, out)?;
                    out.write_str(": ")?;
                    value.pretty(out, inner, key.len() + 4)?;
                }
                write!(out, "\n{:indent$}}}", "")
            }
            _ => out.write_str(&line),
        }
    }
}

/// Its text, in lines that are short enough to be compared.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.pretty(&mut out, 0, 0)?;
        f.write_str(&out)
    }
}

fn quoted(text: &str, out: &mut impl Write) -> fmt::Result {
    out.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(out, "\\{c}")?,
            '\n' => out.write_str("\\n")?,
            c if c.is_control() => write!(out, "\\u{:04x}", u32::from(c))?,
            c => out.write_char(c)?,
        }
    }
    out.write_char('"')
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<Vec<Self>> for Json {
    fn from(items: Vec<Self>) -> Self {
        Self::List(items)
    }
}

#[cfg(test)]
mod tests {
    use super::{Json, map, texts};

    #[test]
    fn a_text_is_escaped() {
        assert_eq!(Json::from("a\"b\\c\nd\u{1}é").to_string(), r#""a\"b\\c\nd\u0001é""#);
    }

    #[test]
    fn what_fits_stands_in_one_line() {
        let short = map().with("a", 1).with("b", texts(["x", "y"])).with("c", map()).with("d", true);
        assert_eq!(short.to_string(), r#"{ "a": 1, "b": ["x", "y"], "c": {}, "d": true }"#);
        let long = "l".repeat(90);
        let all = map().with("short", short).with("long", texts([long.as_str(), "end"]));
        let said = all.to_string();
        let lines: Vec<_> = said.lines().collect();
        assert_eq!(lines[0], "{");
        assert_eq!(lines[1], r#"  "short": { "a": 1, "b": ["x", "y"], "c": {}, "d": true },"#);
        assert_eq!(lines[2], format!(r#"  "long": ["{long}", "end"]"#));
        assert_eq!(lines[3], "}");
        assert!(lines.iter().all(|line| line.len() <= super::WIDTH));
        let longer = texts([long.as_str(), long.as_str()]).to_string();
        assert_eq!(longer, format!("[\n  \"{long}\",\n  \"{long}\"\n]"));
    }
}
