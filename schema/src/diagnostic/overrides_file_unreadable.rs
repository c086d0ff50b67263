//! The file of overrides cannot be read, or a line of it is none.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0907",
    title: "overrides file unreadable",
    prose: "`RUNA_OVERRIDES` names a file with a line `RUNA__<PROVIDER>__<SETTING>=value` for each override. Empty lines and lines that begin with `#`
are passed over. A file that cannot be read, or a line of another form, ends the start: a change that was meant must not be lost silently.",
};
