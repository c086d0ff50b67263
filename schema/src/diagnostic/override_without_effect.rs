//! An override of a setting that is fixed, or of a provider that the stage lacks.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0906",
    title: "override without effect",
    prose: "Settings that shape what is built cannot be changed at start; the message says which one it is. An override for a provider that the running
stage does not list would be without effect.",
};
