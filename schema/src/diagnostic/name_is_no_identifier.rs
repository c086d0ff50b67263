//! A stage or a service has a name that cannot be used.

use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0207",
    title: "name that cannot be used",
    prose: "A stage has a name in snake_case, since it becomes part of a function's name: lower-case letters, digits and `_`, no keyword of
Rust. A service's name has letters, digits, `-` and `_`; it stands in logs, metrics and records.

```yaml
stages:
  pre-prod: [log]      # wrong
  pre_prod: [log]      # right
```",
};

/// A stage's name.
pub(crate) fn stage_name(span: Span, name: &str, better: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new(
        "R0207",
        format!("`{name}` is no name for a stage"),
        span,
        "not in snake_case, or a keyword of Rust",
    )
    .note("a stage's name becomes part of a function's name: lower-case letters, digits and `_`")
    .help_by(format!("write `{better}`"), edit)
}

/// The service's name.
pub(crate) fn service_name(span: Span, found: &str, better: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    let label = if found.contains("${") || found.contains("{{") {
        "a service's name takes no reference"
    } else {
        "not letters, digits, `-` and `_` only"
    };
    Diagnostic::new("R0207", format!("{found} is no name for a service"), span, label)
        .note("the service's name stands in logs, metrics and records")
        .help_by(format!("write `service: {better}`"), edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn of_a_stage_and_who_speaks_of_it() {
        check_one(
            r"
runa: 1
service: orders
default_stage: eu-west
relaxed: [eu-west]
stages:
  eu-west: [log]
",
            r"
`eu-west` is no name for a stage [R0207]
 --> ops.yaml:6:3
  |
6 |   eu-west: [log]
  |   ^^^^^^^ not in snake_case, or a keyword of Rust
  |
  = note: a stage's name becomes part of a function's name: lower-case letters, digits and `_`
  = help: write `eu_west`
",
        );
    }

    #[test]
    fn of_a_service() {
        check_one(
            r"
runa: 1
service: Größe/1
stages: { dev: [log] }
",
            r"
the text `Größe/1` is no name for a service [R0207]
 --> ops.yaml:2:10
  |
2 | service: Größe/1
  |          ^^^^^^^ not letters, digits, `-` and `_` only
  |
  = note: the service's name stands in logs, metrics and records
  = help: write `service: Gr--e-1`
",
        );
    }
}
