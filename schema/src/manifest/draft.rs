//! The manifest as far as its shape could be read: names and places, values still as they are written.

use std::collections::BTreeSet;

use crate::Span;
use crate::provider::{OWN, Row};
use crate::tree::Node;

/// A manifest whose values, order and rules have not been looked at.
#[derive(Debug, Default)]
pub(crate) struct Draft<'t> {
    pub(crate) service: Option<&'t str>,
    pub(crate) version: Option<&'t str>,
    pub(crate) default_stage: Option<&'t str>,
    /// `None`: not written.
    pub(crate) relaxed: Option<BTreeSet<&'t str>>,
    pub(crate) server: Option<&'t Node>,
    pub(crate) defaults: Vec<Settings<'t>>,
    pub(crate) stages: Vec<Stage<'t>>,
}

/// Settings of a provider.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings<'t> {
    /// Its name.
    pub(crate) text: &'t str,
    /// What runa knows about it; of a user's own, [`OWN`].
    pub(crate) row: &'static Row,
    /// Where its name stands.
    pub(crate) name: Span,
    /// The mapping, if there is one.
    pub(crate) node: Option<&'t Node>,
}

impl Settings<'_> {
    /// Whether it is a provider of the user's own.
    pub(crate) fn is_own(&self) -> bool {
        std::ptr::eq(self.row, &raw const OWN)
    }
}

/// A stage.
#[derive(Debug)]
pub(crate) struct Stage<'t> {
    pub(crate) name: &'t str,
    pub(crate) name_span: Span,
    pub(crate) server: Option<&'t Node>,
    /// The list of its providers.
    pub(crate) list: Option<&'t Node>,
    /// The entries of the list that could be read, in its order.
    pub(crate) entries: Vec<Settings<'t>>,
    /// Whether all of it could be read.
    pub(crate) sound: bool,
}

impl Stage<'_> {
    /// The names of the entries that could be read.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.entries.iter().map(|entry| entry.row.name).collect()
    }
}

/// The stages that are relaxed when the manifest does not say.
pub(crate) const RELAXED: [&str; 3] = ["dev", "test", "local"];

impl Draft<'_> {
    pub(crate) fn is_relaxed(&self, stage: &str) -> bool {
        self.relaxed.as_ref().map_or_else(|| RELAXED.contains(&stage), |names| names.contains(stage))
    }
}
