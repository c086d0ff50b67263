//! The manifest is not where the attribute says.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0601",
    title: "manifest not found",
    prose: "The path is looked up beside `Cargo.toml`, then beside the source file of the attribute. The message says where it was looked for, and
which `*.yaml` lies near. If both files exist, that is an error too: keep one, so that it is plain which one holds.",
};
