//! A `RUNA__*` variable that names no setting.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0905",
    title: "unknown override",
    prose: "`RUNA__<PROVIDER>__<SETTING>` changes a setting at start, with `__` between levels: `RUNA__SERVER__DRAIN__DELAY=10s`. A name that is no
setting would be without effect, so the process does not start.",
};
