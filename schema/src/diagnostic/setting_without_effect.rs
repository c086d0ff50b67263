//! A setting that another makes pointless.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0514",
    title: "setting without effect",
    prose: "What is written must hold. With `mode: sync` each request waits for its record, so `accept_loss: true` cannot have an effect. A `runtime` of
flavor `current_thread` has one thread, so `worker_threads` cannot.

```yaml
- audit: { mode: sync, accept_loss: true, log: {} }      # wrong
- audit: { mode: sync, log: {} }                         # right
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
    - audit: { mode: sync, accept_loss: true, log: {} }
",
            r"
`accept_loss` of `audit` has no effect with `mode: sync`, in stage `dev` [R0514]
 --> ops.yaml:5:41
  |
5 |     - audit: { mode: sync, accept_loss: true, log: {} }
  |                      ---- the mode      ^^^^ each request waits for its record, so none is lost
  |
  = help: take `accept_loss` out
",
        );
    }
}
