//! Input is recorded with nothing masked, in production.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0511",
    title: "no masks",
    prose: "With `capture_input` the bodies of requests are in the records, and with them the passwords that people send. In production
something is masked: the built-in names, or those that `mask_fields` says in their place.

```yaml
- audit: { log: {}, capture_input: true, mask_builtin: false }      # wrong in production
- audit: { log: {}, capture_input: true, mask_fields: [iban] }      # right: masked beside the built-in names
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
  prod:
    - log
    - audit: { log: {}, capture_input: true, mask_builtin: false }
",
            r"
`audit` records input without masks in stage `prod`, which is production [R0511]
 --> ops.yaml:6:60
  |
6 |     - audit: { log: {}, capture_input: true, mask_builtin: false }
  |                                        ----                ^^^^^ passwords and tokens would stand in the records
  |                                        |
  |                                        the input is recorded
  |
  = help: take `mask_builtin` out: then what is secret as a rule is masked
",
        );
    }
}
