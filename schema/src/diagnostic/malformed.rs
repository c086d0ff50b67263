//! A path, address, size or duration that is not well formed.

use super::place::Named;
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0305",
    title: "malformed value",
    prose: "Paths of URLs start with `/`; addresses are an IP address and a port; durations and sizes are a whole number and a unit. `KB` and
`MB` are refused, since they mean two things.

```yaml
server: { listen: localhost, body_limit: 10MB }                 # wrong
server: { listen: 127.0.0.1:8080, body_limit: 10MiB }           # right
```",
};

/// `rule` is what the value breaks.
pub(crate) fn malformed(
    span: Span,
    setting: Named<'_>,
    rule: &str,
    help: String,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let Named { path, owner } = setting;
    Diagnostic::new("R0305", format!("`{path}` {owner} is malformed"), span, rule).help_by(help, edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn an_address() {
        check_one(
            r"
runa: 1
service: orders
server: { listen: localhost }
stages: { dev: [log] }
",
            r"
`listen` of `server` for all stages is malformed [R0305]
 --> ops.yaml:3:19
  |
3 | server: { listen: localhost }
  |                   ^^^^^^^^^ an address is an IP address and a port, such as `127.0.0.1:8080`, or `none`
  |
  = help: write `listen: 127.0.0.1:8080`
",
        );
    }

    #[test]
    fn a_size() {
        check_one(
            r"
runa: 1
service: orders
server: { body_limit: 1.5G }
stages: { dev: [log] }
",
            r"
`body_limit` of `server` for all stages is malformed [R0305]
 --> ops.yaml:3:23
  |
3 | server: { body_limit: 1.5G }
  |                       ^^^^ a size is a whole number and `B`, `KiB`, `MiB` or `GiB`
  |
  = help: write `body_limit: 1536MiB`
",
        );
    }

    #[test]
    fn a_duration() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { timeout: 2 sec }
",
            r"
`timeout` of `observe` in stage `dev` is malformed [R0305]
 --> ops.yaml:6:27
  |
6 |     - observe: { timeout: 2 sec }
  |                           ^^^^^ a duration is a whole number and `ms`, `s`, `m` or `h`
  |
  = help: write `timeout: 2s`
",
        );
    }

    #[test]
    fn a_path() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { mount: -/ }
",
            r"
`mount` of `observe` in stage `dev` is malformed [R0305]
 --> ops.yaml:6:25
  |
6 |     - observe: { mount: -/ }
  |                         ^^ a path starts with `/`
  |
  = help: write `mount: /-`
",
        );
    }
}
