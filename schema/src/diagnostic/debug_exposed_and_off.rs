//! `observe.expose` names `debug`, and nobody has switched it on.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0507",
    title: "debug exposed and off",
    prose: "`observe` serves `debug` only with `debug: true`. To name it in `expose` alone does nothing, and who wrote it expects something.
With `debug: false` written beside it, it is off on purpose.

```yaml
- observe: { expose: [health, debug] }                   # wrong
- observe: { expose: [health, debug], debug: true }      # right, on a listener that only this machine reaches
```",
};

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::diagnostic::testing::check_one;

    #[test]
    fn it_is_taken_out() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observe: { expose: [health, debug] }
",
            r"
`expose` of `observe` names `debug`, which is off, in stage `dev` [R0507]
 --> ops.yaml:6:26
  |
6 |     - observe: { expose: [health, debug] }
  |                          ^^^^^^^^^^^^^^^ `debug` is not served
  |
  = note: `debug` is served only with `debug: true`
  = help: write `expose: [health]`
",
        );
    }

    #[test]
    fn off_on_purpose() {
        let text = "runa: 1\nservice: a\nstages: { prod: [log, observe: { expose: [debug], debug: false }] }\n";
        assert!(check(text).is_ok());
    }
}
