//! An instance would be forgotten between two heartbeats.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0516",
    title: "ttl too short",
    prose: "An instance counts as gone when it has been silent for `ttl`. A heartbeat can be late or lost, so three of them must fit.

```yaml
- cluster: { heartbeat_interval: 5s, ttl: 6s }       # wrong
- cluster: { heartbeat_interval: 5s, ttl: 15s }      # right
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
    - cluster: { heartbeat_interval: 5s, ttl: 6s }
",
            r"
`ttl` of `cluster` is shorter than three heartbeats, in stage `dev` [R0516]
 --> ops.yaml:5:47
  |
5 |     - cluster: { heartbeat_interval: 5s, ttl: 6s }
  |                                      --       ^^ three heartbeats of `5s` are `15s`, and `ttl` is `6s`
  |
  = note: one lost heartbeat would make an instance that is alive count as gone
  = help: write `ttl: 15s`
",
        );
    }
}
