//! Jobs or instances are kept in memory in production.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0508",
    title: "memory in production",
    prose: "What is kept in memory is gone with the process and seen by no other instance: jobs are lost at each deployment, and each instance
is alone in its cluster. It is what holds where no place is written, so production writes one.

```yaml
- queue: { queues: { emails: {} } }                                                     # wrong in production
- queue: { queues: { emails: {} }, redis: { url: { from_env: REDIS_URL } } }      # right
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
    - queue: { queues: { emails: {} } }
",
            r"
`queue` is kept in `memory` in stage `prod`, which is production [R0508]
 --> ops.yaml:5:7
  |
5 |     - queue: { queues: { emails: {} } }
  |       ^^^^^ no other place is written, so it is in `memory`
  |
  = note: what is in memory is gone with the process, and seen by no other
  = help: write `redis: { url: { from_env: REDIS_URL } }`
",
        );
    }
}
