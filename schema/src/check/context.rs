//! What every pass has at hand.

use crate::Span;
use crate::diagnostic::place::Where;
use crate::diagnostic::{Diagnostic, Lines};
use crate::provider::Row;
use crate::tree::{Kind, Node};

use super::mend::Mend;
use super::own_names::Declared;

/// So many problems that further ones need no edit: a few are shown at once.
const MANY: usize = 500;

/// The text, the providers that exist, and what has been found.
#[derive(Debug)]
pub(crate) struct Context<'t> {
    pub(crate) lines: Lines<'t>,
    pub(crate) text: &'t str,
    pub(crate) mend: Mend<'t>,
    pub(crate) rows: &'static [Row],
    pub(crate) found: Vec<Diagnostic>,
    /// Where secrets stand as literals: no excerpt shows them.
    pub(crate) secrets: Vec<Span>,
    /// Where settings speak of the user's own names.
    pub(crate) mentions: Vec<(&'t str, Span)>,
    /// The user's own names, of which settings of others speak.
    pub(crate) declared: Vec<Declared<'t>>,
    /// Whom each stage lists.
    pub(crate) listed: Vec<(&'t str, Vec<&'static str>)>,
    /// The user's own providers that `defaults` speaks of: a stage may list them by their names alone.
    pub(crate) own: Vec<&'t str>,
    /// The types of the user's own providers, by name, where stages name them.
    pub(crate) used: Vec<(&'t str, &'t str)>,
}

impl<'t> Context<'t> {
    pub(crate) fn new(text: &'t str, rows: &'static [Row]) -> Self {
        Self {
            lines: Lines::new(text),
            text,
            mend: Mend { text, tired: false },
            rows,
            found: Vec::new(),
            secrets: Vec::new(),
            mentions: Vec::new(),
            declared: Vec::new(),
            listed: Vec::new(),
            own: Vec::new(),
            used: Vec::new(),
        }
    }

    pub(crate) fn say(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
        self.mend.tired = self.found.len() >= MANY;
    }

    /// Hides a value, and in a reference what stands beside its name.
    pub(crate) fn hide(&mut self, node: &Node) {
        match &node.kind {
            Kind::Scalar { text, .. } if matches!(&**text, "" | "none") => {}
            Kind::Scalar { .. } => self.secrets.push(node.span),
            Kind::List { items, .. } => items.iter().for_each(|item| self.hide(item)),
            Kind::Map { entries, .. } => {
                let hidden = entries.iter().filter(|entry| !matches!(&*entry.key, "from_env" | "from_file"));
                hidden.for_each(|entry| self.hide(&entry.value));
            }
            Kind::Null => {}
        }
    }

    pub(crate) fn row(&self, name: &str) -> Option<&'static Row> {
        self.rows.iter().find(|row| row.name == name)
    }

    /// The type of a provider of the user's own, if some stage names it.
    pub(crate) fn used(&self, name: &str) -> Option<&'t str> {
        self.used.iter().find(|(known, _)| *known == name).map(|(_, ty)| *ty)
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.rows.iter().map(|row| row.name).collect()
    }

    /// Whether a provider is listed in a stage; for what is written for all, in all of them.
    pub(crate) fn lists(&self, place: Where<'_>, provider: &str) -> bool {
        let mut stages = self.listed.iter().filter(|(stage, _)| match place {
            Where::Stage(name) => *stage == name,
            Where::Defaults | Where::Top => true,
        });
        stages.all(|(_, listed)| listed.contains(&provider))
    }

    /// Line and column of a place.
    pub(crate) fn position(&self, at: usize) -> (u32, u32) {
        self.lines.position(at)
    }
}
