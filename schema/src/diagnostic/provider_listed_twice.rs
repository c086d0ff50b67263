//! A stage lists a provider twice.

use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0206",
    title: "provider listed twice",
    prose: "A provider stands once in a stage: it becomes one field of `Ops`, and its settings stand in one place.

```yaml
- log: { format: json }
- log: { level: debug }                    # wrong
- log: { format: json, level: debug }      # right
```",
};

/// `first` is its first entry, `span` a later one; `edit` makes one of them.
pub(crate) fn with_both(span: Span, name: &str, stage: &str, first: Span, edit: Vec<Replacement>) -> Diagnostic {
    listed_twice(span, name, stage, first).help(format!("keep one `{name}`, with the settings of both"), edit)
}

/// The same where both set the same.
pub(crate) fn second_out(
    span: Span,
    name: &str,
    stage: &str,
    first: Span,
    removal: Option<Vec<Replacement>>,
) -> Diagnostic {
    listed_twice(span, name, stage, first)
        .note("both say something about the same setting")
        .help_by(format!("take the second `{name}` out, with its settings"), removal)
}

fn listed_twice(span: Span, name: &str, stage: &str, first: Span) -> Diagnostic {
    Diagnostic::new("R0206", format!("`{name}` is listed twice, in stage `{stage}`"), span, "listed again here")
        .other(first, "first listed here")
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn says_both_places() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { timeout: 1s }
    - observe
",
            r"
`observe` is listed twice, in stage `dev` [R0206]
 --> ops.yaml:7:7
  |
6 |     - observe: { timeout: 1s }
  |       ------- first listed here
7 |     - observe
  |       ^^^^^^^ listed again here
  |
  = help: keep one `observe`, with the settings of both
",
        );
    }

    #[test]
    fn says_what_is_lost() {
        check_one(
            r"
runa: 1
service: orders
stages: { dev: [log: { level: info }, log: { level: debug }] }
",
            r"
`log` is listed twice, in stage `dev` [R0206]
 --> ops.yaml:3:39
  |
3 | stages: { dev: [log: { level: info }, log: { level: debug }] }
  |                 --- first listed here ^^^ listed again here
  |
  = note: both say something about the same setting
  = help: take the second `log` out, with its settings
",
        );
    }
}
