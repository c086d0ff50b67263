//! The shortest wait of a job that fails is longer than the longest.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0521",
    title: "retry beyond its longest wait",
    prose: "A job that fails waits `retry.min`, then twice as long each time, up to `retry.max_delay`. The first can be no longer than the last.

```yaml
- queue: { queues: { emails: { retry: { min: 10m, max_delay: 5m } } } }      # wrong
- queue: { queues: { emails: { retry: { min: 1s, max_delay: 5m } } } }       # right
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
    - queue: { queues: { emails: { retry: { min: 10m } } } }
",
            r"
`queues.emails.retry.min` of `queue` is longer than `max_delay`, in stage `dev` [R0521]
 --> ops.yaml:5:50
  |
5 |     - queue: { queues: { emails: { retry: { min: 10m } } } }
  |                                                  ^^^ the shortest wait is `10m`, and the longest `5m`
  |
  = note: each wait is twice as long as the one before, up to `max_delay`
  = help: write `min: 5m`
",
        );
    }
}
