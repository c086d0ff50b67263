//! A value of a wrong type.

use super::place::{Named, write};
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0301",
    title: "wrong type",
    prose: "Each setting has a type: `true` or `false`, a whole number, text, a duration, a size, a level, a path, an address, one of a few
words, a list, a mapping. Only `true` and `false` are booleans, as in YAML 1.2.

```yaml
- observe: { debug: yes }       # wrong
- observe: { debug: true }      # right
```",
};

/// `wanted` and `found` say what should stand there and what does.
pub(crate) fn wrong_type(
    span: Span,
    setting: Named<'_>,
    wanted: &str,
    found: &str,
    help: String,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let Named { path, owner } = setting;
    let title = format!("wrong type for `{path}` {owner}");
    Diagnostic::new("R0301", title, span, format!("expected {wanted}, found {found}")).help_by(help, edit)
}

/// A key of the top level whose value has a wrong type.
pub(crate) fn wrong_type_of_key(
    span: Span,
    key: &str,
    wanted: &str,
    found: &str,
    better: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    Diagnostic::new("R0301", format!("wrong type for `{key}`"), span, format!("expected {wanted}, found {found}"))
        .help_by(write(key, better), edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn a_boolean_of_other_languages() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { debug: True }
",
            r"
wrong type for `debug` of `observe` in stage `dev` [R0301]
 --> ops.yaml:6:25
  |
6 |     - observe: { debug: True }
  |                         ^^^^ expected `true` or `false`, found the text `True`
  |
  = help: write `debug: true`
",
        );
    }

    #[test]
    fn a_boolean_in_quotes() {
        check_one(
            r#"
runa: 1
service: orders
stages:
  dev:
    - log: { access: { enabled: "true" } }
"#,
            r#"
wrong type for `access.enabled` of `log` in stage `dev` [R0301]
 --> ops.yaml:5:33
  |
5 |     - log: { access: { enabled: "true" } }
  |                                 ^^^^^^ expected `true` or `false`, found the text `true`
  |
  = help: write `enabled: true`
"#,
        );
    }

    #[test]
    fn nothing() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log: { buffer: }
",
            r"
wrong type for `buffer` of `log` in stage `dev` [R0301]
 --> ops.yaml:5:14
  |
5 |     - log: { buffer: }
  |              ^^^^^^ expected a whole number, found nothing
  |
  = help: write a value, such as `buffer: 8192`
",
        );
    }

    #[test]
    fn a_text_for_a_list() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { expose: 'health, metrics' }
",
            r"
wrong type for `expose` of `observe` in stage `dev` [R0301]
 --> ops.yaml:6:26
  |
6 |     - observe: { expose: 'health, metrics' }
  |                          ^^^^^^^^^^^^^^^^^ expected a list of `health`, `ready`, `started`, `metrics` or `debug`, found the text `health, metrics`
  |
  = help: write `expose: [health, metrics]`
",
        );
    }

    #[test]
    fn a_switch_for_a_group() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log: { access: false }
",
            r"
wrong type for `access` of `log` in stage `dev` [R0301]
 --> ops.yaml:5:22
  |
5 |     - log: { access: false }
  |                      ^^^^^ expected a mapping of settings, found `false`
  |
  = help: write `access: { enabled: false }`
",
        );
    }

    #[test]
    fn of_the_top_level() {
        check_one(
            r"
runa: 1
service: orders
relaxed: dev
stages: { dev: [log] }
",
            r"
wrong type for `relaxed` [R0301]
 --> ops.yaml:3:10
  |
3 | relaxed: dev
  |          ^^^ expected a list of stages, found the text `dev`
  |
  = help: write `relaxed: [dev]`
",
        );
    }

    #[test]
    fn a_mapping_for_a_text() {
        check_one(
            r"
runa: 1
service: orders
server: { listen: { host: localhost, port: 80 } }
stages: { dev: [log] }
",
            r"
wrong type for `listen` of `server` for all stages [R0301]
 --> ops.yaml:3:21
  |
3 | server: { listen: { host: localhost, port: 80 } }
  |                     ^^^^ expected an address such as `127.0.0.1:8080`, or `none`, found a mapping
  |
  = help: write `listen: 127.0.0.1:80`
",
        );
    }
}
