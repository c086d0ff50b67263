//! Whose settings are meant, and where, as messages name them.

use std::fmt;

/// Where settings stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Where<'a> {
    /// In a stage.
    Stage(&'a str),
    /// Below `defaults`.
    Defaults,
    /// Below the `server` of all stages.
    Top,
}

impl fmt::Display for Where<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stage(name) => write!(f, "in stage `{name}`"),
            Self::Defaults => f.write_str("in `defaults`"),
            Self::Top => f.write_str("for all stages"),
        }
    }
}

/// Whose settings: `server`, or a provider. Displayed as "of `log` in stage `dev`".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owner<'a> {
    pub(crate) section: &'a str,
    pub(crate) place: Where<'a>,
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "of `{}` {}", self.section, self.place)
    }
}

/// A setting: its path and whose it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named<'a> {
    pub(crate) path: &'a str,
    pub(crate) owner: Owner<'a>,
}

/// "`a`, `b` or `c`".
pub(crate) fn one_of<'a>(names: impl IntoIterator<Item = &'a str>, joint: &str) -> String {
    let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => "nothing".into(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} {joint} {last}", head.join(", ")),
    }
}

/// "write `key: value`", with the last part of a path as key.
pub(crate) fn write(path: &str, value: &str) -> String {
    format!("write `{}: {value}`", path.rsplit('.').next().unwrap_or(path))
}
