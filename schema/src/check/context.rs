//! What every pass has at hand.

use crate::diagnostic::{Diagnostic, Lines};
use crate::provider::Row;

use super::mend::Mend;

/// The text, the providers that exist, and what has been found.
#[derive(Debug)]
pub(crate) struct Context<'t> {
    pub(crate) lines: Lines<'t>,
    pub(crate) text: &'t str,
    pub(crate) mend: Mend<'t>,
    pub(crate) rows: &'static [Row],
    pub(crate) found: Vec<Diagnostic>,
}

impl<'t> Context<'t> {
    pub(crate) fn new(text: &'t str, rows: &'static [Row]) -> Self {
        Self { lines: Lines::new(text), text, mend: Mend { text }, rows, found: Vec::new() }
    }

    pub(crate) fn say(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    pub(crate) fn row(&self, name: &str) -> Option<&'static Row> {
        self.rows.iter().find(|row| row.name == name)
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.rows.iter().map(|row| row.name).collect()
    }

    /// Line and column of a place.
    pub(crate) fn position(&self, at: usize) -> (u32, u32) {
        self.lines.position(at)
    }
}
