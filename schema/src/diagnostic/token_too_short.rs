//! A token that can be guessed.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0510",
    title: "token too short",
    prose: "In production the token of the console has at least 16 letters, and nowhere is it empty: whoever sends nothing would be let in. It is
looked at when the process starts, since only then it is known; the token itself is never shown.",
};
