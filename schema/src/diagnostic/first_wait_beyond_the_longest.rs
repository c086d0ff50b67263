//! A failed job would wait longer the first time than it ever may.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0517",
    title: "first wait beyond the longest",
    prose: "A job that failed waits for `retry.min`, then for twice as long, and so on up to `retry.max_delay`. A first wait beyond the longest
would mean one of the two is not what was meant.

```yaml
- queue: { queues: { emails: { retry: { min: 10m, max_delay: 1m } } } }       # wrong
- queue: { queues: { emails: { retry: { min: 10s, max_delay: 1m } } } }       # right
```",
};

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn both_are_written() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - queue:
        queues:
          reports: {}
          emails: { retry: { max_delay: 1m, min: 10m } }
",
            r"
`retry` of queue `emails` begins with `10m`, longer than its `max_delay` of `1m`, in stage `dev` [R0517]
 --> ops.yaml:8:50
  |
8 |           emails: { retry: { max_delay: 1m, min: 10m } }
  |                                         --       ^^^ the first wait
  |                                         |
  |                                         the longest
  |
  = help: write `max_delay: 10m`
",
        );
    }

    #[test]
    fn only_the_first_is_written() {
        check_one(
            r"
runa: 1
service: orders
defaults:
  queue: { queues: { emails: { retry: { min: 10m } } } }
stages:
  dev:
    - queue
",
            r"
`retry` of queue `emails` begins with `10m`, longer than its `max_delay` of `5m`, in stage `dev` [R0517]
 --> ops.yaml:4:46
  |
4 |   queue: { queues: { emails: { retry: { min: 10m } } } }
  |                                              ^^^ the first wait
  |
  = help: write `max_delay: 10m`
",
        );
    }

    #[test]
    fn only_the_longest_is_written() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - queue: { queues: { emails: { retry: { max_delay: 500ms } } } }
",
            r"
`retry` of queue `emails` begins with `1s`, longer than its `max_delay` of `500ms`, in stage `dev` [R0517]
 --> ops.yaml:5:56
  |
5 |     - queue: { queues: { emails: { retry: { max_delay: 500ms } } } }
  |                                                        ^^^^^ the first wait is `1s`
  |
  = help: write `min: 500ms`
",
        );
    }
}
