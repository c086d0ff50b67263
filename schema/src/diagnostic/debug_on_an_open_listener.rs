//! `observe.debug` where other machines can reach it.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0501",
    title: "debug on an open listener",
    prose: "`observe.debug` shows the inside of the process: memory, tasks, checks. It is for the developer's own machine, or for a listener
that only this machine reaches. `server.admin` serves it wherever that listens; a `server.listen` that other machines reach serves it
only if `expose` names it.

```yaml
server: { listen: 127.0.0.1:8080, admin: 0.0.0.0:9090 }      # wrong, with debug: true
server: { listen: 0.0.0.0:8080, admin: 127.0.0.1:9090 }      # right
```",
};

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn what_is_exposed_is_shown_to_others() {
        check_one(
            r"
runa: 1
service: orders
server: { listen: 0.0.0.0:8080, admin: 127.0.0.1:9090 }
stages:
  dev:
    - log
    - observe: { debug: true, expose: [health, debug] }
",
            r"
`expose` of `observe` shows `debug` to other machines, in stage `dev` [R0501]
 --> ops.yaml:7:39
  |
3 | server: { listen: 0.0.0.0:8080, admin: 127.0.0.1:9090 }
  |                   ------------ `0.0.0.0:8080` is open to other machines
...
7 |     - observe: { debug: true, expose: [health, debug] }
  |                                       ^^^^^^^^^^^^^^^ it shows the inside of the process
  |
  = help: write `expose: [health]`
",
        );
    }

    #[test]
    fn admin_is_where_it_is_served() {
        check_one(
            r#"
runa: 1
service: orders
server: { listen: 127.0.0.1:8080, admin: "[::]:9090" }
stages:
  dev:
    - log
    - observe: { debug: true }
"#,
            r#"
`debug` of `observe` is on and other machines can reach it, in stage `dev` [R0501]
 --> ops.yaml:7:25
  |
3 | server: { listen: 127.0.0.1:8080, admin: "[::]:9090" }
  |                                          ----------- `[::]:9090` is open to other machines
...
7 |     - observe: { debug: true }
  |                         ^^^^ it shows the inside of the process
  |
  = help: write `debug: false`, or set `admin: 127.0.0.1:9090` for `server`
"#,
        );
    }
}
