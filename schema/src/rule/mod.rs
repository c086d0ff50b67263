//! Rules over the values of a whole stage. They run twice: while compiling, and again on the values that hold at start.

mod debug;
mod drain;
mod listeners;
mod mounts;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::provider::{PROVIDERS, Row, SERVER};
use crate::resolve::{Origin, Resolved};
use crate::value::{Listen, Value};

/// The values of one stage.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Name of the stage.
    pub stage: &'a str,
    /// Whether it is held to softer rules.
    pub relaxed: bool,
    /// Names of its providers, in install order.
    pub listed: &'a [Cow<'static, str>],
    /// Every value of `server` and its providers. One that is not known yet is `None`, and no rule judges it.
    pub values: &'a [Resolved],
}

impl<'a> View<'a> {
    /// A value that is known, and not `none`.
    pub fn value(&self, section: &str, path: &str) -> Option<&'a Value> {
        self.resolved(section, path)?.value.as_ref().filter(|value| **value != Value::None)
    }

    /// Where a value comes from.
    pub fn origin(&self, section: &str, path: &str) -> Option<&'a Origin> {
        self.resolved(section, path).map(|resolved| &resolved.origin)
    }

    /// A listener of `server`; what is unset listens nowhere. `None`: not known yet.
    pub(crate) fn listener(&self, path: &str) -> Option<Listen> {
        match self.resolved(SERVER, path)?.value.as_ref()? {
            Value::None => Some(Listen::Nowhere),
            Value::Text(text) => Listen::parse(text),
            _ => None,
        }
    }

    fn resolved(&self, section: &str, path: &str) -> Option<&'a Resolved> {
        self.values.iter().find(|resolved| resolved.section == section && resolved.path == path)
    }
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The code of its diagnostic.
    pub code: &'static str,
    /// One line that says everything, without the code.
    pub title: String,
    /// The value that is wrong.
    pub at: Place,
    /// What is wrong there.
    pub label: String,
    /// The other values that are part of it.
    pub others: Vec<(Place, String)>,
    /// Why.
    pub note: Option<String>,
    /// How to mend it, in words.
    pub help: String,
    /// The same as a change of a setting: `None` takes the setting out.
    pub fix: (Place, Option<String>),
}

/// A setting of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `server`, or the name of a provider.
    pub section: Cow<'static, str>,
    /// The setting; empty for the section as a whole.
    pub path: String,
}

impl Place {
    pub(crate) fn new(section: &str, path: &str) -> Self {
        Self { section: Cow::Owned(section.to_owned()), path: path.to_owned() }
    }

    /// A whole section.
    pub(crate) fn section(section: &str) -> Self {
        Self::new(section, "")
    }
}

/// Runs every rule.
pub fn judge(view: &View<'_>) -> Vec<Finding> {
    judge_rows(view, PROVIDERS)
}

/// The same, with other providers than runa's.
pub(crate) fn judge_rows(view: &View<'_>, rows: &'static [Row]) -> Vec<Finding> {
    let mut found = Vec::new();
    debug::judge(view, &mut found);
    listeners::judge(view, rows, &mut found);
    mounts::judge(view, rows, &mut found);
    drain::judge(view, &mut found);
    found
}
