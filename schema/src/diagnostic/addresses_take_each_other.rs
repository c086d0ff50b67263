//! Two addresses of one list of which only one can be opened.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0530",
    title: "addresses take each other",
    prose: "Of two addresses of one list, the second could not be opened: they are the same, or one is a wildcard, which takes its port on every
address of the machine. `0.0.0.0` takes it for IPv4, `[::]` for IPv4 and IPv6.

```yaml
server: { listen: [0.0.0.0:8080, 127.0.0.1:8080] }              # wrong
server: { listen: [10.0.3.7:8080, 127.0.0.1:8080] }             # right
```",
};

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn the_second_is_taken_out() {
        check_one(
            r"
runa: 1
service: orders
server: { listen: [unix:/run/orders.sock, 0.0.0.0:8080, 127.0.0.1:8080] }
stages: { dev: [log] }
",
            r"
`listen` of `server` lists `0.0.0.0:8080` and `127.0.0.1:8080`, in stage `dev` [R0530]
 --> ops.yaml:3:19
  |
3 | server: { listen: [unix:/run/orders.sock, 0.0.0.0:8080, 127.0.0.1:8080] }
  |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `127.0.0.1:8080` cannot be opened beside `0.0.0.0:8080`
  |
  = note: two listeners cannot share an address, and a wildcard takes its port on every address
  = help: take the second, `127.0.0.1:8080`, out
",
        );
    }
}
