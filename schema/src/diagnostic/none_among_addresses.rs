//! A list of addresses in which `none` stands, or nothing.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0330",
    title: "none among addresses",
    prose: "`listen` and `admin` of `server` are one address, a list of addresses, or `none`. A list has at least one address, and `none` stands
alone.

```yaml
server: { listen: [127.0.0.1:8080, none] }                    # wrong
server: { listen: [127.0.0.1:8080, \"[::1]:8080\"] }            # right
server: { listen: none, admin: unix:/run/orders/admin.sock }  # right, for a process without routes
```",
};

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn it_is_taken_out() {
        check_one(
            r"
runa: 1
service: orders
server: { listen: [127.0.0.1:8080, none] }
stages: { dev: [log] }
",
            r"
`none` stands among the addresses of `listen`, in stage `dev` [R0330]
 --> ops.yaml:3:19
  |
3 | server: { listen: [127.0.0.1:8080, none] }
  |                   ^^^^^^^^^^^^^^^^^^^^^^ an address, or `none`: not both
  |
  = help: take `none` out
",
        );
    }

    #[test]
    fn an_empty_list_is_none() {
        check_one(
            r"
runa: 1
service: orders
server: { listen: [] }
stages: { dev: [log] }
",
            r"
`listen` of `server` lists no address, in stage `dev` [R0330]
 --> ops.yaml:3:19
  |
3 | server: { listen: [] }
  |                   ^^ an empty list
  |
  = help: write `listen: none`
",
        );
    }
}
