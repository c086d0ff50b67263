//! Two providers under one path, or one over all routes of the service.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0503",
    title: "mounts overlap",
    prose: "A provider that serves routes has a path of its own, its `mount`, and everything below it. Two of them must not share one, and `/`
would cover the routes of the service.

```yaml
- observe: { mount: / }       # wrong
- observe: { mount: /- }      # right
```",
};

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::{check_needs, check_one};

    #[test]
    fn the_root() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { mount: / }
",
            r"
`mount` of `observe` covers every route of the service, in stage `dev` [R0503]
 --> ops.yaml:6:25
  |
6 |     - observe: { mount: / }
  |                         ^ everything lies below `/`
  |
  = note: a provider has all that lies below its path
  = help: write `mount: /-`
",
        );
    }

    #[test]
    fn one_below_the_other() {
        check_needs(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { mount: /ops }
    - console: { mount: /ops/console }
",
            r"
`mount` of `console` overlaps that of `observe`, in stage `dev` [R0503]
 --> ops.yaml:7:25
  |
6 |     - observe: { mount: /ops }
  |                         ---- `observe` has `/ops`
7 |     - console: { mount: /ops/console }
  |                         ^^^^^^^^^^^^ not its own
  |
  = note: a provider has all that lies below its path
  = help: write `mount: /_console`
",
        );
    }
}
