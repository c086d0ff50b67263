//! A secret is written in the manifest, for production.

use super::place::{Named, write};
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0512",
    title: "secret in the manifest",
    prose: "A secret in a manifest is in the repository and in the binary. Outside relaxed stages a secret setting is a reference, without a
default.

```yaml
- console: { token: 8c3f0f0f4d0e4b0d }                 # wrong in production
- console: { token: { from_env: CONSOLE_TOKEN } }      # right
- console: { token: { from_file: /run/secrets/console } }
```",
};

/// A value.
pub(crate) fn literal(span: Span, setting: Named<'_>, better: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new("R0512", title(setting), span, "in the repository, and in the binary")
        .note("production takes a secret by reference")
        .help_by(write(setting.path, better), edit)
}

/// What a reference falls back to.
pub(crate) fn default(span: Span, setting: Named<'_>, edit: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new("R0512", title(setting), span, "what it falls back to is in the binary")
        .help_by("take `default` out", edit)
}

fn title(Named { path, owner }: Named<'_>) -> String {
    format!("secret `{path}` {owner} stands in the manifest")
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn is_mended() {
        check_one(
            r"
runa: 1
service: orders
stages:
  prod:
    - observe
    - console: { token: c4n4ry-c4n4ry-c4n4ry }
",
            r"
secret `token` of `console` in stage `prod` stands in the manifest [R0512]
 --> ops.yaml:6:25
  |
6 |     - console: { token: *** }
  |                         ^^^ in the repository, and in the binary
  |
  = note: production takes a secret by reference
  = help: write `token: { from_env: CONSOLE_TOKEN }`
",
        );
    }
}
