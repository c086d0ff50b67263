//! A value that is none of the words that a setting knows.

use super::place::Named;
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0304",
    title: "unknown word",
    prose: "Settings such as `format` and `level` know a few words.

```yaml
- log: { level: verbose }      # wrong
- log: { level: debug }        # right
```",
};

/// `word` is what it should be, a level or a choice; `wanted` lists them.
pub(crate) fn unknown_word(
    span: Span,
    setting: Named<'_>,
    (word, text): (&str, &str),
    wanted: &str,
    help: String,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let Named { path, owner } = setting;
    Diagnostic::new(
        "R0304",
        format!("unknown {word} `{text}` for `{path}` {owner}"),
        span,
        format!("expected {wanted}"),
    )
    .help_by(help, edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn a_slip() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log: { format: jsno }
",
            r"
unknown choice `jsno` for `format` of `log` in stage `dev` [R0304]
 --> ops.yaml:5:22
  |
5 |     - log: { format: jsno }
  |                      ^^^^ expected `auto`, `pretty` or `json`
  |
  = help: did you mean `json`?
",
        );
    }

    #[test]
    fn in_a_list() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { expose: [health, metric] }
",
            r"
unknown choice `metric` for `expose` of `observe` in stage `dev` [R0304]
 --> ops.yaml:6:35
  |
6 |     - observe: { expose: [health, metric] }
  |                                   ^^^^^^ expected `health`, `ready`, `started`, `metrics` or `debug`
  |
  = help: did you mean `metrics`?
",
        );
    }
}
