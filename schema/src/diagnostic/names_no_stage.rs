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
        .note(format!("the manifest has {}", one_of(stages.iter().copied(), "and")))
        .help_by(help, edit)
}

/// `default_stage` tries to name a variable.
pub(crate) fn names_a_variable(span: Span, better: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    let title = "`default_stage` takes the name of a stage, and no variable".into();
    Diagnostic::new("R0209", title, span, "not filled in")
        .note("from outside, `RUNA_STAGE` chooses the stage at start")
        .help_by(format!("write `default_stage: {better}`"), edit)
}

/// `relaxed` names a stage again.
pub(crate) fn named_twice(span: Span, name: &str, first: Span, removal: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new("R0209", format!("`relaxed` names the stage `{name}` twice"), span, "named again here")
        .other(first, "first named here")
        .help_by(format!("take the second `{name}` out"), removal)
}

/// An item of `relaxed` that can be no name.
pub(crate) fn no_name(span: Span, found: &str, removal: Option<Vec<Replacement>>) -> Diagnostic {
    let title = format!("`relaxed` names stages, and {found} is no name of one");
    Diagnostic::new("R0209", title, span, "no name").help_by("take it out", removal)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn default_stage() {
        check_one(
            r"
runa: 1
service: orders
default_stage: prd
stages:
  dev: [log]
  prod: [log]
",
            r"
`default_stage` names the stage `prd`, which does not exist [R0209]
 --> ops.yaml:3:16
  |
3 | default_stage: prd
  |                ^^^ no such stage
  |
  = note: the manifest has `dev` and `prod`
  = help: did you mean `prod`?
",
        );
    }

    #[test]
    fn relaxed() {
        check_one(
            r"
runa: 1
service: orders
relaxed: [dev, staging]
stages: { dev: [log] }
",
            r"
`relaxed` names the stage `staging`, which does not exist [R0209]
 --> ops.yaml:3:16
  |
3 | relaxed: [dev, staging]
  |                ^^^^^^^ no such stage
  |
  = note: the manifest has `dev`
  = help: take `staging` out
",
        );
    }

    #[test]
    fn relaxed_names_something_else() {
        check_one(
            r"
runa: 1
service: orders
relaxed:
  - dev
  - 1
stages: { dev: [log] }
",
            r"
`relaxed` names stages, and the number `1` is no name of one [R0209]
 --> ops.yaml:5:5
  |
5 |   - 1
  |     ^ no name
  |
  = help: take it out
",
        );
    }

    #[test]
    fn relaxed_names_a_stage_twice() {
        check_one(
            r"
runa: 1
service: orders
relaxed: [dev, dev]
stages: { dev: [log] }
",
            r"
`relaxed` names the stage `dev` twice [R0209]
 --> ops.yaml:3:16
  |
3 | relaxed: [dev, dev]
  |           ---  ^^^ named again here
  |           |
  |           first named here
  |
  = help: take the second `dev` out
",
        );
    }
}
