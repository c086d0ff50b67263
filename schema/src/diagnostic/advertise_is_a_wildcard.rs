//! `server.advertise` stands for all addresses of a machine.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0531",
    title: "advertise is a wildcard",
    prose: "`0.0.0.0` and `[::]` are addresses to listen on: all of the machine. Whoever was told to connect there would reach itself. Left out,
`advertise` is where the service listens, and the name of the machine where that is a wildcard.

```yaml
server: { listen: 0.0.0.0:8080, advertise: 0.0.0.0:8080 }            # wrong
server: { listen: 0.0.0.0:8080, advertise: { from_env: POD_IP } }    # right
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
server: { listen: 0.0.0.0:8080, advertise: 0.0.0.0:8080 }
stages: { dev: [log] }
",
            r"
`advertise` of `server` is `0.0.0.0:8080`, in stage `dev` [R0531]
 --> ops.yaml:3:44
  |
3 | server: { listen: 0.0.0.0:8080, advertise: 0.0.0.0:8080 }
  |                                            ^^^^^^^^^^^^ nobody can connect to all addresses of a machine
  |
  = note: unset, it is the address of `listen`, with the name of the machine where that is a wildcard
  = help: take `advertise` out, or name the address by which others reach this instance
",
        );
    }
}
