//! The attribute has an argument twice.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0604",
    title: "argument given twice",
    prose: "Each argument of a macro stands once: of two, one would be silently without effect.",
};
