//! The attribute has an argument that is not known.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0603",
    title: "unknown argument",
    prose: "`#[runa::app]` and `runa::manifest!` know what the message lists. Everything else is an error, so that a misspelled argument is not
silently without effect.",
};
