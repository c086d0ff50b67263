//! A reference to a variable or a file that is not written as one.

use super::place::Named;
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0306",
    title: "reference in a wrong form",
    prose: "A value can come from a variable or a file, looked up when the process starts: `{ from_env: NAME }`, `{ from_env: NAME, default: V }`
or `{ from_file: PATH }`. It stands for the whole value. `${NAME}` is not read: it would hide in a text whether a variable is meant.

```yaml
server: { listen: \"${LISTEN}\" }               # wrong
server: { listen: { from_env: LISTEN } }      # right
```",
};

/// `better` is the reference as it should stand.
pub(crate) fn reference_in_a_wrong_form(
    span: Span,
    setting: Named<'_>,
    label: &str,
    help: String,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let Named { path, owner } = setting;
    Diagnostic::new("R0306", format!("`{path}` {owner} has a reference in a wrong form"), span, label)
        .note("a reference is `{ from_env: NAME }`, `{ from_env: NAME, default: V }` or `{ from_file: PATH }`")
        .help_by(help, edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn dollars() {
        check_one(
            r#"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { timeout: "${CHECK_TIMEOUT:-3s}" }
"#,
            r#"
`timeout` of `observe` in stage `dev` has a reference in a wrong form [R0306]
 --> ops.yaml:6:27
  |
6 |     - observe: { timeout: "${CHECK_TIMEOUT:-3s}" }
  |                           ^^^^^^^^^^^^^^^^^^^^^^ `$` is not read as a variable
  |
  = note: a reference is `{ from_env: NAME }`, `{ from_env: NAME, default: V }` or `{ from_file: PATH }`
  = help: write `timeout: { from_env: CHECK_TIMEOUT, default: 3s }`
"#,
        );
    }

    #[test]
    fn dollars_in_a_list() {
        check_one(
            r#"
runa: 1
service: orders
stages:
  dev:
    - log: { access: { skip: ["$PATHS", /b] } }
"#,
            r#"
`access.skip` of `log` in stage `dev` has a reference in a wrong form [R0306]
 --> ops.yaml:5:31
  |
5 |     - log: { access: { skip: ["$PATHS", /b] } }
  |                               ^^^^^^^^ `$` is not read, and a reference stands for a whole setting
  |
  = note: a reference is `{ from_env: NAME }`, `{ from_env: NAME, default: V }` or `{ from_file: PATH }`
  = help: write a value, such as `/healthz`
"#,
        );
    }

    #[test]
    fn another_key() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { timeout: { fromEnv: CHECK_TIMEOUT } }
",
            r"
`timeout` of `observe` in stage `dev` has a reference in a wrong form [R0306]
 --> ops.yaml:6:29
  |
6 |     - observe: { timeout: { fromEnv: CHECK_TIMEOUT } }
  |                             ^^^^^^^ no key of a reference
  |
  = note: a reference is `{ from_env: NAME }`, `{ from_env: NAME, default: V }` or `{ from_file: PATH }`
  = help: did you mean `from_env`?
",
        );
    }

    #[test]
    fn a_key_too_many() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { timeout: { from_env: CHECK_TIMEOUT, defualt: 3s } }
",
            r"
`timeout` of `observe` in stage `dev` has a reference in a wrong form [R0306]
 --> ops.yaml:6:54
  |
6 |     - observe: { timeout: { from_env: CHECK_TIMEOUT, defualt: 3s } }
  |                                                      ^^^^^^^ no key of a reference
  |
  = note: a reference is `{ from_env: NAME }`, `{ from_env: NAME, default: V }` or `{ from_file: PATH }`
  = help: did you mean `default`?
",
        );
    }

    #[test]
    fn two_sources() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { timeout: { from_env: A, from_file: /b } }
",
            r"
`timeout` of `observe` in stage `dev` has a reference in a wrong form [R0306]
 --> ops.yaml:6:42
  |
6 |     - observe: { timeout: { from_env: A, from_file: /b } }
  |                                          ^^^^^^^^^ a value comes from a variable or from a file, not from both
  |
  = note: a reference is `{ from_env: NAME }`, `{ from_env: NAME, default: V }` or `{ from_file: PATH }`
  = help: take `from_file` out
",
        );
    }

    #[test]
    fn a_file_without_a_path() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { timeout: { from_file: [] } }
",
            r"
`timeout` of `observe` in stage `dev` has a reference in a wrong form [R0306]
 --> ops.yaml:6:40
  |
6 |     - observe: { timeout: { from_file: [] } }
  |                                        ^^ no path of a file
  |
  = note: a reference is `{ from_env: NAME }`, `{ from_env: NAME, default: V }` or `{ from_file: PATH }`
  = help: write the path of a file: `from_file: /run/secrets/value`
",
        );
    }

    #[test]
    fn no_name() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { timeout: { from_env: } }
",
            r"
`timeout` of `observe` in stage `dev` has a reference in a wrong form [R0306]
 --> ops.yaml:6:29
  |
6 |     - observe: { timeout: { from_env: } }
  |                             ^^^^^^^^ a variable's name has letters, digits and `_`
  |
  = note: a reference is `{ from_env: NAME }`, `{ from_env: NAME, default: V }` or `{ from_file: PATH }`
  = help: write `from_env: OBSERVE_TIMEOUT`
",
        );
    }
}
