//! `defaults` has settings for a provider that no stage lists.

use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0210",
    title: "defaults for nobody",
    prose: "Settings below `defaults` hold in every stage that lists the provider. Where none does, they would be read by nobody.

```yaml
defaults:
  observe: { mount: /ops }
stages:
  dev: [log]               # wrong
  dev: [log, observe]      # right
```",
};

/// `span` is the provider's key below `defaults`.
pub(crate) fn defaults_for_nobody(span: Span, name: &str, removal: Option<Vec<Replacement>>) -> Diagnostic {
    let title = format!("`defaults` has settings for `{name}`, which no stage lists");
    Diagnostic::new("R0210", title, span, "nobody reads them")
        .help_by(format!("take `{name}` out, or list it in a stage"), removal)
}
