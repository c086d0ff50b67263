//! A route that is to be recorded, and not to be.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0515",
    title: "route in and out",
    prose: "The same rule in `include` and `exclude` of `routes`: it is not recorded, since what is excluded wins. One of them is a mistake.

```yaml
- audit: { log: {}, routes: { include: [/a/, /b/], exclude: [/b/] } }       # wrong
- audit: { log: {}, routes: { include: [/a/, /b/], exclude: [/b/c] } }      # right
```",
};

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
  dev:
    - log
    - audit: { log: {}, routes: { include: [/a/, '/b/{id}'], exclude: ['/b/{id}', /a/c] } }
",
            r"
`routes` of `audit` includes and excludes `/b/{id}`, in stage `dev` [R0515]
 --> ops.yaml:6:71
  |
6 |     - audit: { log: {}, routes: { include: [/a/, '/b/{id}'], exclude: ['/b/{id}', /a/c] } }
  |                                            ----------------           ^^^^^^^^^^^^^^^^^ what is excluded is not recorded
  |                                            |
  |                                            included here
  |
  = help: take `/b/{id}` out of `exclude`
",
        );
    }
}
