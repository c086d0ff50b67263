//! Both listeners on one address.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0502",
    title: "`admin` is where `listen` is",
    prose: "Two listeners cannot have one address: the second could not be opened, and the process would not start. A wildcard such as
`0.0.0.0` takes the port on every address of the machine. Port 0 takes a free port each time, so it may stand twice.

```yaml
server: { listen: 0.0.0.0:8080, admin: 127.0.0.1:8080 }      # wrong
server: { listen: 0.0.0.0:8080, admin: 127.0.0.1:9090 }      # right
```",
};

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn a_wildcard_takes_all_addresses() {
        check_one(
            r"
runa: 1
service: orders
server:
  listen: 0.0.0.0:9090
  admin: 127.0.0.1:9090
stages: { dev: [log] }
",
            r"
`admin` of `server` takes the address of `listen`, in stage `dev` [R0502]
 --> ops.yaml:5:10
  |
4 |   listen: 0.0.0.0:9090
  |           ------------ `listen` is here
5 |   admin: 127.0.0.1:9090
  |          ^^^^^^^^^^^^^^ cannot be opened beside `0.0.0.0:9090`
  |
  = note: two listeners cannot share an address, and a wildcard takes its port on every address
  = help: write `admin: 127.0.0.1:9091`
",
        );
    }
}
