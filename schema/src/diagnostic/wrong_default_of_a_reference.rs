//! The default of a reference is no value of the setting.

use super::place::Named;
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0307",
    title: "wrong default of a reference",
    prose: "The default of a reference holds when its variable is not set, so it must be what the setting wants.

```yaml
- observe: { timeout: { from_env: CHECK_TIMEOUT, default: 2 } }       # wrong
- observe: { timeout: { from_env: CHECK_TIMEOUT, default: 2s } }      # right
```",
};

/// `wanted` says what the setting wants.
pub(crate) fn wrong_default_of_a_reference(
    span: Span,
    setting: Named<'_>,
    wanted: &str,
    help: String,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let Named { path, owner } = setting;
    Diagnostic::new(
        "R0307",
        format!("wrong default of the reference for `{path}` {owner}"),
        span,
        format!("expected {wanted}"),
    )
    .help_by(help, edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn out_of_range() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { timeout: { from_env: CHECK_TIMEOUT, default: 1h } }
",
            r"
wrong default of the reference for `timeout` of `observe` in stage `dev` [R0307]
 --> ops.yaml:6:63
  |
6 |     - observe: { timeout: { from_env: CHECK_TIMEOUT, default: 1h } }
  |                                                               ^^ expected `1ms` to `1m`
  |
  = help: write `default: 1m`
",
        );
    }
}
