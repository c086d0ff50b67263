//! A variable, a file or an override has a value that the setting does not take.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0904",
    title: "wrong value",
    prose: "What comes from the environment is checked as if it stood in the manifest: same types, units and bounds. The value of a secret setting is
never shown.",
};
