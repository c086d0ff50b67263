//! The values that hold at start break a rule.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0907",
    title: "rule broken at start",
    prose: "The rules of R05 are judged twice: while compiling, and again with the values that hold at start. A variable or an override cannot lead
around them.",
};
