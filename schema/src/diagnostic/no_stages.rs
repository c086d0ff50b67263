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

/// `stages` is no mapping.
pub(crate) fn stages_are_no_mapping(at: Span, found: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new("R0203", "the manifest has no stages".into(), at, format!("this is {found}, a mapping is expected"))
        .help_by("write a mapping of names to lists: `stages: { dev: [log, observe] }`", edit)
}
