//! The manifest does not name the service.

use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0211",
    title: "`service` is missing",
    prose: "The service's name stands in logs, metrics and records, so a manifest has one.

```yaml
runa: 1
service: orders
```",
};

/// `at` is the first key.
pub(crate) fn service_missing(at: Span, edit: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new("R0211", "the manifest does not name the service".into(), at, "`service` is missing here")
        .note("the service's name stands in logs, metrics and records")
        .help_by("add its name: `service: app`", edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn shows_the_line() {
        check_one(
            r"
runa: 1
stages: { dev: [log] }
",
            r"
the manifest does not name the service [R0211]
 --> ops.yaml:1:1
  |
1 | runa: 1
  | ^^^^ `service` is missing here
  |
  = note: the service's name stands in logs, metrics and records
  = help: add its name: `service: app`
",
        );
    }
}
