//! A value outside its bounds.

use super::place::Named;
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0303",
    title: "out of range",
    prose: "Some settings have a smallest and a largest value, since values outside them are mistakes of a unit or of a digit.

```yaml
- observe: { timeout: 5m }      # wrong: at most 1m
- observe: { timeout: 5s }      # right
```",
};

/// `low` and `high` are the bounds.
pub(crate) fn out_of_range(
    span: Span,
    setting: Named<'_>,
    (low, high): (&str, &str),
    help: String,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let Named { path, owner } = setting;
    let title = format!("`{path}` {owner} is out of range");
    Diagnostic::new("R0303", title, span, format!("expected `{low}` to `{high}`")).help_by(help, edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn shows_the_nearest() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { refresh: 1ms }
",
            r"
`refresh` of `observe` in stage `dev` is out of range [R0303]
 --> ops.yaml:6:27
  |
6 |     - observe: { refresh: 1ms }
  |                           ^^^ expected `100ms` to `10m`
  |
  = help: write `refresh: 100ms`
",
        );
    }
}
