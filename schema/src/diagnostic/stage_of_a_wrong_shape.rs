//! A stage, a list entry or a section that is written in a wrong shape.

use super::place::Owner;
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0204",
    title: "wrong shape",
    prose: "A stage is a list of providers, or a mapping with `server` and `providers`. An entry of the list is a name, or one name with a
mapping of settings.

```yaml
stages:
  dev:
    - log
    - observe: { timeout: 1s }
  prod:
    server: { listen: 0.0.0.0:8080 }
    providers:
      - log
```",
};

/// A stage that is neither a list nor a mapping with `providers`.
pub(crate) fn stage_shape(
    at: Span,
    stage: &str,
    label: &str,
    help: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    Diagnostic::new("R0204", format!("stage `{stage}` is not a list of providers"), at, label)
        .note("a stage is a list of providers, or a mapping with `server` and `providers`")
        .help_by(help, edit)
}

/// An entry that is not one name, with or without settings.
pub(crate) fn entry_shape(
    at: Span,
    stage: &str,
    label: String,
    help: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    Diagnostic::new("R0204", format!("an entry of stage `{stage}` is not one provider"), at, label)
        .note("an entry is a name, or one name with a mapping of settings")
        .help_by(help, edit)
}

/// Settings, or a section, that are no mapping.
pub(crate) fn settings_shape(
    at: Span,
    owner: Owner<'_>,
    found: &str,
    help: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    Diagnostic::new("R0204", format!("the settings {owner} are not a mapping"), at, format!("this is {found}"))
        .note("settings are a mapping; a name without settings stands alone")
        .help_by(help, edit)
}

/// `defaults` that is no mapping.
pub(crate) fn defaults_shape(at: Span, found: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new("R0204", "`defaults` is not a mapping".into(), at, format!("this is {found}"))
        .note("`defaults` holds a mapping of settings for each provider")
        .help_by("write each provider as a key, with its settings behind it", edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn providers_as_a_mapping() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    log:
      level: info
    observe:
",
            r"
stage `dev` is not a list of providers [R0204]
 --> ops.yaml:5:5
  |
5 |     log:
  |     ^^^ providers as a mapping have no order
  |
  = note: a stage is a list of providers, or a mapping with `server` and `providers`
  = help: write a list, with `- ` before each provider
",
        );
    }

    #[test]
    fn nothing() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
  test: [log]
",
            r"
stage `dev` is not a list of providers [R0204]
 --> ops.yaml:4:3
  |
4 |   dev:
  |   ^^^ nothing stands behind it
  |
  = note: a stage is a list of providers, or a mapping with `server` and `providers`
  = help: write `dev: []`
",
        );
    }

    #[test]
    fn one_name() {
        check_one(
            r"
runa: 1
service: orders
stages: { dev: log observe }
",
            r"
stage `dev` is not a list of providers [R0204]
 --> ops.yaml:3:16
  |
3 | stages: { dev: log observe }
  |                ^^^^^^^^^^^ this is the text `log observe`
  |
  = note: a stage is a list of providers, or a mapping with `server` and `providers`
  = help: write `dev: [log, observe]`
",
        );
    }

    #[test]
    fn without_providers() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    server: { listen: none }
",
            r"
stage `dev` is not a list of providers [R0204]
 --> ops.yaml:4:3
  |
4 |   dev:
  |   ^^^ `providers` is missing
  |
  = note: a stage is a list of providers, or a mapping with `server` and `providers`
  = help: add `providers:` with a list
",
        );
    }

    #[test]
    fn settings_beside_their_provider() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log:
      level: info
      access:
        enabled: false
",
            r"
an entry of stage `dev` is not one provider [R0204]
 --> ops.yaml:6:7
  |
6 |       level: info
  |       ^^^^^ `level` stands beside `log`, not below it
  |
  = note: an entry is a name, or one name with a mapping of settings
  = help: indent the settings two spaces more
",
        );
    }

    #[test]
    fn two_in_one_entry() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev: [{ log: {}, observe: {} }]
",
            r"
an entry of stage `dev` is not one provider [R0204]
 --> ops.yaml:4:20
  |
4 |   dev: [{ log: {}, observe: {} }]
  |                    ^^^^^^^ a second name beside `log`
  |
  = note: an entry is a name, or one name with a mapping of settings
  = help: write `- ` before each provider
",
        );
    }

    #[test]
    fn an_entry_that_is_a_list() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - [observe]
",
            r"
an entry of stage `dev` is not one provider [R0204]
 --> ops.yaml:6:7
  |
6 |     - [observe]
  |       ^^^^^^^^^ this is a list
  |
  = note: an entry is a name, or one name with a mapping of settings
  = help: write its names in the list of the stage
",
        );
    }

    #[test]
    fn settings_that_are_a_text() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log: info
",
            r"
the settings of `log` in stage `dev` are not a mapping [R0204]
 --> ops.yaml:5:12
  |
5 |     - log: info
  |            ^^^^ this is the text `info`
  |
  = note: settings are a mapping; a name without settings stands alone
  = help: write `log: { level: info }`
",
        );
    }

    #[test]
    fn defaults_that_are_a_list() {
        check_one(
            r"
runa: 1
service: orders
defaults: [log]
stages:
  dev: [log]
",
            r"
`defaults` is not a mapping [R0204]
 --> ops.yaml:3:11
  |
3 | defaults: [log]
  |           ^^^^^ this is a list
  |
  = note: `defaults` holds a mapping of settings for each provider
  = help: write each provider as a key, with its settings behind it
",
        );
    }
}
