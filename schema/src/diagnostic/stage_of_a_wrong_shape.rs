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
        .help_by(help, edit)
}

/// `defaults` that is no mapping.
pub(crate) fn defaults_shape(at: Span, found: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new("R0204", "`defaults` is not a mapping".into(), at, format!("this is {found}"))
        .note("`defaults` holds a mapping of settings for each provider")
        .help_by("write `defaults: {}`", edit)
}
