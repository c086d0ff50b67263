//! The parts of `server.drain` are longer than the whole.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0505",
    title: "drain does not fit",
    prose: "Stopping first takes `drain.delay`, in which requests are still served, then at most `drain.grace` for what is in flight. Both have
to fit into `drain.total`, else requests would be cut off before their time.

```yaml
drain: { delay: 20s, grace: 10s, total: 25s }      # wrong
drain: { delay: 20s, grace: 10s, total: 30s }      # right
```",
};

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn the_total_is_raised() {
        check_one(
            r"
runa: 1
service: orders
server: { drain: { grace: 1m, total: 30s } }
stages: { dev: [log] }
",
            r"
`drain` of `server` does not fit into its total, in stage `dev` [R0505]
 --> ops.yaml:3:38
  |
3 | server: { drain: { grace: 1m, total: 30s } }
  |                           --         ^^^ `delay` of `0s` and `grace` of `1m` are `1m`, more than the total of `30s`
  |                           |
  |                           part of it
  |
  = note: requests in flight would be cut off before `grace` has passed
  = help: write `total: 65s`
",
        );
    }

    #[test]
    fn the_total_is_added() {
        check_one(
            r"
runa: 1
service: orders
server:
  drain:
    grace: 22s
stages:
  dev: [log]
  prod: [log]
",
            r"
`drain` of `server` does not fit into its total, in stage `prod` [R0505]
 --> ops.yaml:5:12
  |
5 |     grace: 22s
  |            ^^^ `delay` of `5s` and `grace` of `22s` are `27s`, more than the total of `25s`
  |
  = note: requests in flight would be cut off before `grace` has passed
  = help: write `total: 27s`
",
        );
    }
}
