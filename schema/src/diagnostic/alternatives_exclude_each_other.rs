//! Two places for one thing are both written.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0309",
    title: "alternatives exclude each other",
    prose: "A queue or a cluster is kept in one place: `memory` or `redis`. With both written, one would be ignored. Of what `defaults` say for
all stages, a stage takes another place by writing it.

```yaml
- cluster: { memory: {}, redis: { url: { from_env: REDIS_URL } } }      # wrong
- cluster: { redis: { url: { from_env: REDIS_URL } } }                  # right
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
    - cluster: { memory: {}, redis: { url: { from_env: REDIS_URL } } }
",
            r"
`memory` and `redis` of `cluster` are both written, in stage `dev` [R0309]
 --> ops.yaml:5:18
  |
5 |     - cluster: { memory: {}, redis: { url: { from_env: REDIS_URL } } }
  |                  ^^^^^^      ----- the other
  |                  |
  |                  only one of them can hold
  |
  = help: take `memory` out
",
        );
    }
}
