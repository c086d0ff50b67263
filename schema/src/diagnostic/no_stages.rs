//! A manifest without a stage.

use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0203",
    title: "no stages",
    prose: "A manifest lists the providers of each stage; without a stage there is nothing to start.

```yaml
stages:
  dev:
    - log
    - observe
```",
};

/// The whole manifest is empty, or no mapping.
pub(crate) fn no_manifest(at: Span, found: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new("R0203", "the manifest has no stages".into(), at, format!("a mapping is expected, this is {found}"))
        .help_by("begin with `runa: 1`, `service: app` and one stage", edit)
}

/// `stages` is missing or empty.
pub(crate) fn no_stages(at: Span, label: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new("R0203", "the manifest has no stages".into(), at, label)
        .note("a stage lists what is installed where it runs")
        .help_by("add a stage: `stages: { dev: [log, observe] }`", edit)
}

/// The whole text is something else than a mapping.
pub(crate) fn no_mapping(at: Span, found: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new(
        "R0203",
        "the manifest is not a mapping".into(),
        at,
        format!("a mapping is expected, this is {found}"),
    )
    .note("a manifest has `runa: 1`, `service:` with a name, and `stages:`")
    .help_by("write each key with a colon, a space and its value", edit)
}

/// `stages` is no mapping.
pub(crate) fn stages_are_no_mapping(at: Span, found: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    let title = format!("`stages` is {found}, not a mapping");
    Diagnostic::new("R0203", title, at, "a mapping is expected")
        .help_by("write a mapping of names to lists: `stages: { dev: [log, observe] }`", edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn missing() {
        check_one(
            r"
runa: 1
service: orders
",
            r"
the manifest has no stages [R0203]
 --> ops.yaml:2:1
  |
2 | service: orders
  | ^^^^^^^ `stages` is missing
  |
  = note: a stage lists what is installed where it runs
  = help: add a stage: `stages: { dev: [log, observe] }`
",
        );
    }

    #[test]
    fn missing_in_braces() {
        check_one(
            r"
{ runa: 1, service: orders }",
            r"
the manifest has no stages [R0203]
 --> ops.yaml:1:12
  |
1 | { runa: 1, service: orders }
  |            ^^^^^^^ `stages` is missing
  |
  = note: a stage lists what is installed where it runs
  = help: add a stage: `stages: { dev: [log, observe] }`
",
        );
    }

    #[test]
    fn empty() {
        check_one(
            r"
runa: 1
service: orders
stages:
",
            r"
the manifest has no stages [R0203]
 --> ops.yaml:3:1
  |
3 | stages:
  | ^^^^^^ nothing stands here
  |
  = note: a stage lists what is installed where it runs
  = help: add a stage: `stages: { dev: [log, observe] }`
",
        );
    }

    #[test]
    fn a_list_of_mappings() {
        check_one(
            r"
runa: 1
service: orders
stages:
- dev:
    - log # here
    - observe
- name: prod
  server: { listen: 0.0.0.0:80 }
  providers: [log]
",
            r"
`stages` is a list, not a mapping [R0203]
 --> ops.yaml:4:1
  |
4 | - dev:
  | ^^^^^^ a mapping is expected
  |
  = help: write a mapping of names to lists: `stages: { dev: [log, observe] }`
",
        );
    }

    #[test]
    fn a_list() {
        check_one(
            r"
runa: 1
service: orders
stages: [dev]
",
            r"
`stages` is a list, not a mapping [R0203]
 --> ops.yaml:3:9
  |
3 | stages: [dev]
  |         ^^^^^ a mapping is expected
  |
  = help: write a mapping of names to lists: `stages: { dev: [log, observe] }`
",
        );
    }

    #[test]
    fn an_empty_text() {
        check_one(
            r"
# nothing
",
            r"
the manifest has no stages [R0203]
 --> ops.yaml:1:1
  |
1 | # nothing
  | ^ a mapping is expected, this is nothing
  |
  = help: begin with `runa: 1`, `service: app` and one stage
",
        );
    }
}
