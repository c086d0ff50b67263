//! `default_stage` or `relaxed` names a stage that does not exist.

use super::place::one_of;
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0209",
    title: "name of no stage",
    prose: "`default_stage` names the stage of debug builds, `relaxed` those that are held to softer rules. Both can only name stages of
the manifest: a misspelled name in `relaxed` would make a stage production, or the other way round.

```yaml
default_stage: devel      # wrong
default_stage: dev        # right
stages:
  dev: [log]
```",
};

/// `key` is `default_stage` or `relaxed`.
pub(crate) fn names_no_stage(
    span: Span,
    key: &str,
    name: &str,
    stages: &[&str],
    help: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let title = format!("`{key}` names the stage `{name}`, which does not exist");
    Diagnostic::new("R0209", title, span, "no such stage")
        .note(format!("the stages are {}", one_of(stages.iter().copied(), "and")))
        .help_by(help, edit)
}
