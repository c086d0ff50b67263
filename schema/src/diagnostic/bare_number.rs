//! A number without a unit where a duration or a size is expected.

use super::place::{Named, one_of, write};
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0302",
    title: "number without a unit",
    prose: "A duration is a whole number and a unit (`ms`, `s`, `m`, `h`), a size too (`B`, `KiB`, `MiB`, `GiB`). A number alone means
seconds to some, milliseconds to others.

```yaml
- observe: { timeout: 2 }       # wrong
- observe: { timeout: 2s }      # right
```",
};

/// `better` could be meant, the likeliest first.
pub(crate) fn bare_number(
    span: Span,
    setting: Named<'_>,
    units: &str,
    better: &[String],
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let Named { path, owner } = setting;
    let title = format!("`{path}` {owner} has no unit");
    let help = match better {
        [one] => write(path, one),
        [one, rest @ ..] => format!("{}, or {}", write(path, one), one_of(rest.iter().map(String::as_str), "or")),
        [] => "add a unit".into(),
    };
    Diagnostic::new("R0302", title, span, "a number without a unit")
        .note(format!("units are {units}"))
        .help_by(help, edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn seconds_first() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log: { access: { slow: 2 } }
",
            r"
`access.slow` of `log` in stage `dev` has no unit [R0302]
 --> ops.yaml:5:30
  |
5 |     - log: { access: { slow: 2 } }
  |                              ^ a number without a unit
  |
  = note: units are `ms`, `s`, `m`, `h`
  = help: write `slow: 2s`, or `2ms`
",
        );
    }

    #[test]
    fn milliseconds_where_seconds_are_too_many() {
        check_one(
            r"
runa: 1
service: orders
server: { request_timeout: 5000 }
stages: { dev: [log] }
",
            r"
`request_timeout` of `server` for all stages has no unit [R0302]
 --> ops.yaml:3:28
  |
3 | server: { request_timeout: 5000 }
  |                            ^^^^ a number without a unit
  |
  = note: units are `ms`, `s`, `m`, `h`
  = help: write `request_timeout: 5000ms`
",
        );
    }
}
