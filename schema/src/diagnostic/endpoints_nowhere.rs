//! A provider serves routes, and there is no listener.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0506",
    title: "endpoints nowhere",
    prose: "`server.listen: none` is for a process without routes of its own. What `observe` serves then needs `server.admin`, else nobody could
ask whether the process is ready.

```yaml
server: { listen: none }                             # wrong, with observe
server: { listen: none, admin: 127.0.0.1:9091 }      # right
```",
};

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn admin_is_added() {
        check_one(
            r"
runa: 1
service: orders
server:
  listen: none
stages: { dev: [log, observe] }
",
            r"
`observe` serves endpoints and there is no listener, in stage `dev` [R0506]
 --> ops.yaml:4:11
  |
4 |   listen: none
  |           ^^^^ no listener for the service
5 | stages: { dev: [log, observe] }
  |                      ------- nobody could reach it
  |
  = help: add a listener for operators: `admin: 127.0.0.1:9090`
",
        );
    }
}
