//! A provider needs another that the stage does not list.

use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0401",
    title: "need is missing",
    prose: "Providers use each other: what one needs must stand above it in the list of the stage, since the list is the order of
installation. The help shows the line to add.",
};

/// `name` needs `need`; `why` is the end of a sentence.
pub(crate) fn need_is_missing(
    at: Span,
    name: &str,
    need: &str,
    why: &str,
    stage: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let title = format!("`{name}` needs `{need}`, which is not listed, in stage `{stage}`");
    Diagnostic::new("R0401", title, at, why).help_by(format!("list it above: `- {need}`"), edit)
}
