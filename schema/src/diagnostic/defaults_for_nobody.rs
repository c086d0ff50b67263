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

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn says_who() {
        check_one(
            r"
runa: 1
service: orders
defaults:
  observe: { timeout: 1s }
stages: { dev: [log] }
",
            r"
`defaults` has settings for `observe`, which no stage lists [R0210]
 --> ops.yaml:4:3
  |
4 |   observe: { timeout: 1s }
  |   ^^^^^^^ nobody reads them
  |
  = help: take `observe` out, or list it in a stage
",
        );
    }
}
