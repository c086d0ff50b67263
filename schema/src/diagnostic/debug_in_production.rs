//! `observe.debug` in a stage that is not relaxed.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0504",
    title: "debug in production",
    prose:
        "Every stage that `relaxed` does not name is production, and production does not show the inside of its process.

```yaml
relaxed: [dev, test, local]      # these may have debug: true
```",
};

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn also_by_a_default() {
        check_one(
            r"
runa: 1
service: orders
defaults:
  observe: { debug: { from_env: DEBUG, default: true } }
stages:
  dev: [log, observe]
  prod: [log, observe]
",
            r"
`debug` of `observe` is on in stage `prod`, which is production [R0504]
 --> ops.yaml:4:21
  |
4 |   observe: { debug: { from_env: DEBUG, default: true } }
  |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ it shows the inside of the process
  |
  = note: every stage that `relaxed` does not name is production
  = help: write `debug: false`
",
        );
    }
}
