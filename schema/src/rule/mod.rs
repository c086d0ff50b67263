//! Rules over the values of a whole stage. They run twice: while compiling, and again on the values that hold at start.

mod advertise;
pub(crate) mod audit;
mod cluster;
mod console;
mod debug;
mod drain;
mod keys;
mod listeners;
mod mounts;
mod names;
pub(crate) mod places;
mod proxies;
mod retry;
mod runtime;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::provider::{self, PROVIDERS, Row, SERVER};
use crate::resolve::{Origin, Resolved};
use crate::settings::{Kind, Section};
use crate::value::{Listeners, Scalar, Value};

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

    /// The listeners of `server.listen` or `server.admin`; what is unset listens nowhere. `None`: not known yet.
    pub(crate) fn listeners(&self, path: &str) -> Option<Listeners> {
        Listeners::take(self.resolved(SERVER, path)?.value.as_ref()?)
    }

    /// Whether a value is known to be unset.
    pub(crate) fn is_none(&self, section: &str, path: &str) -> bool {
        self.resolved(section, path).is_some_and(|resolved| resolved.value == Some(Value::None))
    }

    /// The declaration of a provider, if the stage lists it.
    pub(crate) fn section_of(&self, name: &str) -> Option<&'static Section> {
        self.listed.iter().find(|listed| *listed == name).and_then(|_| provider::section(name))
    }

    /// The declared default of a setting in this stage, as a manifest has it.
    pub(crate) fn default_of(&self, section: &'static Section, path: &str) -> Option<String> {
        let setting = section.find(path)?;
        let Kind::Scalar(shape) = setting.kind else { return None };
        shape.parse(setting.default.text(self.relaxed)?).ok().map(|value| value.to_string())
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
    /// The same as a change of settings.
    pub fix: Option<Fix>,
}

/// A change that mends a finding. Values are as a manifest has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// The setting gets this value.
    Set(Place, String),
    /// The setting is taken out.
    Remove(Place),
    /// Another setting of the same section takes its place, with this value.
    Instead(Place, Place, String),
    /// An item of a list is taken out.
    RemoveItem(Place, usize),
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
    advertise::judge(view, &mut found);
    proxies::judge(view, &mut found);
    mounts::judge(view, rows, &mut found);
    drain::judge(view, &mut found);
    places::judge(view, rows, &mut found);
    names::judge(view, rows, &mut found);
    audit::judge(view, &mut found);
    cluster::judge(view, &mut found);
    keys::judge(view, rows, &mut found);
    retry::judge(view, &mut found);
    console::judge(view, &mut found);
    runtime::judge(view, &mut found);
    found
}
