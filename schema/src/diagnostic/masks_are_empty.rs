//! Input is recorded with nothing masked, in production.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0511",
    title: "no masks",
    prose: "With `capture_input` the bodies of requests are in the records, and with them the passwords that people send. In production
`mask_fields` is not empty.

```yaml
- audit: { log: {}, capture_input: true, mask_fields: [] }      # wrong in production
- audit: { log: {}, capture_input: true }                       # right: the default masks
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
    - audit: { log: {}, capture_input: true, mask_fields: [] }
",
            r"
`audit` records input without masks in stage `prod`, which is production [R0511]
 --> ops.yaml:6:59
  |
6 |     - audit: { log: {}, capture_input: true, mask_fields: [] }
  |                                        ----               ^^ passwords and tokens would stand in the records
  |                                        |
  |                                        the input is recorded
  |
  = help: take `mask_fields` out: its default masks what is secret as a rule
",
        );
    }
}
