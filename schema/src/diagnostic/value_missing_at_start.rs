//! A variable or file that the manifest refers to is not there.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0903",
    title: "value missing",
    prose: "A reference without a default (`{ from_env: NAME }`, `{ from_file: PATH }`) must lead to a value when the process starts. All that are
missing are named at once, each with the setting that wants it and its line.",
};
