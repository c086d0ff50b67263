//! A setting or a value that is declared, and that this version cannot do yet.

use super::place::Named;
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0310",
    title: "not in this version",
    prose: "The manifest says something that a later version of runa will do and this one does not. It is refused rather than ignored: what
is written must hold.

```yaml
- audit: { mode: strict, file: { path: /var/lib/app/audit.jsonl } }      # not yet
- audit: { mode: sync, file: { path: /var/lib/app/audit.jsonl } }        # right
```

Names of such settings are taken already: no setting of this version means something else by them.",
};

/// `value` is what a later version will know.
pub(crate) fn not_in_this_version(
    span: Span,
    setting: Named<'_>,
    value: &str,
    help: String,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let Named { path, owner } = setting;
    Diagnostic::new("R0310", format!("`{path}: {value}` {owner} is not in this version"), span, "not yet")
        .help_by(help, edit)
}

/// A setting that a later version will have, with all that stands below it; `span` is its key.
pub(crate) fn setting(span: Span, setting: Named<'_>, help: String, edit: Option<Vec<Replacement>>) -> Diagnostic {
    let Named { path, owner } = setting;
    Diagnostic::new("R0310", format!("`{path}` {owner} is not in this version"), span, "not yet").help_by(help, edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn a_mode_of_audit() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - audit: { mode: strict, log: {} }
",
            r"
`mode: strict` of `audit` in stage `dev` is not in this version [R0310]
 --> ops.yaml:6:22
  |
6 |     - audit: { mode: strict, log: {} }
  |                      ^^^^^^ not yet
  |
  = help: write `mode: sync`
",
        );
    }

    #[test]
    fn a_setting_of_a_group() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log: { access: { sample: 10, slow: 1s } }
",
            r"
`access.sample` of `log` in stage `dev` is not in this version [R0310]
 --> ops.yaml:5:24
  |
5 |     - log: { access: { sample: 10, slow: 1s } }
  |                        ^^^^^^ not yet
  |
  = help: take `access.sample` out
",
        );
    }

    #[test]
    fn one_word_of_several() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - observe: { expose: [health, info] }
",
            r"
`expose: info` of `observe` in stage `dev` is not in this version [R0310]
 --> ops.yaml:5:35
  |
5 |     - observe: { expose: [health, info] }
  |                                   ^^^^ not yet
  |
  = help: take `info` out
",
        );
    }

    #[test]
    fn a_place_that_production_needs_has_another_for_now() {
        check_one(
            r"
runa: 1
service: orders
stages:
  prod:
    - cluster: { gossip: { seeds: 1, secret: hunter2, listne: x } }
",
            r"
`gossip` of `cluster` in stage `prod` is not in this version [R0310]
 --> ops.yaml:5:18
  |
5 |     - cluster: { gossip: { seeds: ***, secret: ***, listne: *** } }
  |                  ^^^^^^ not yet
  |
  = help: write `redis: { url: { from_env: REDIS_URL } }`
",
        );
    }
}
