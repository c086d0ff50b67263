//! What a manifest gives for a setting. Built by the macro as constants, so that no YAML is read at run time.

use std::borrow::Cow;

use crate::value::Value;

/// One value of a manifest, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The setting inside its section, levels joined by dots: `drain.delay`.
    pub path: Cow<'static, str>,
    /// What stands there.
    pub source: Source,
    /// Line in the manifest, from 1.
    pub line: u32,
    /// Column in the manifest, in characters, from 1.
    pub column: u32,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// It stands in the manifest.
    Literal(Value),
    /// `{ from_env: NAME, default: V }`
    Variable {
        /// The variable.
        name: Cow<'static, str>,
        /// What holds when it is not set.
        default: Option<Value>,
    },
    /// `{ from_file: PATH }`
    File {
        /// The file, read at start, without its last line break.
        path: Cow<'static, str>,
    },
    /// A group that is written, maybe without settings: `file: {}`.
    Group,
    /// It stands in the attribute, not in the manifest, and has no place there.
    Argument(Value),
}

/// A literal.
pub const fn lit(path: &'static str, value: Value, line: u32, column: u32) -> Given {
    Given { path: Cow::Borrowed(path), source: Source::Literal(value), line, column }
}

/// A reference to a variable.
pub const fn var(path: &'static str, name: &'static str, default: Option<Value>, line: u32, column: u32) -> Given {
    Given { path: Cow::Borrowed(path), source: Source::Variable { name: Cow::Borrowed(name), default }, line, column }
}

/// A reference to a file.
pub const fn file(path: &'static str, file: &'static str, line: u32, column: u32) -> Given {
    Given { path: Cow::Borrowed(path), source: Source::File { path: Cow::Borrowed(file) }, line, column }
}

/// A group that is written.
pub const fn group(path: &'static str, line: u32, column: u32) -> Given {
    Given { path: Cow::Borrowed(path), source: Source::Group, line, column }
}

/// An argument of the attribute.
pub const fn argument(path: &'static str, value: Value) -> Given {
    Given { path: Cow::Borrowed(path), source: Source::Argument(value), line: 0, column: 0 }
}
