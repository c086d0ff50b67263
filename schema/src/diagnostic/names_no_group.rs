//! A setting names a queue that the stage does not declare.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0403",
    title: "name of nothing",
    prose: "`audit.queue.name` is one of the queues that `queue.queues` of the same stage declares. Records for any other name would go nowhere.

```yaml
- queue: { queues: { records: {} } }
- audit: { queue: { name: record } }       # wrong
- audit: { queue: { name: records } }      # right
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
    - queue: { queues: { records: {} } }
    - audit: { queue: { name: record } }
",
            r"
`queue.name` of `audit` is `record`, which is none of `queue.queues`, in stage `dev` [R0403]
 --> ops.yaml:6:31
  |
5 |     - queue: { queues: { records: {} } }
  |       ----- has `records`
6 |     - audit: { queue: { name: record } }
  |                               ^^^^^^ no such name
  |
  = help: did you mean `records`?
",
        );
    }
}
