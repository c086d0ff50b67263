//! `server.advertise` is not of the form of an address.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0331",
    title: "advertise is no address",
    prose: "`server.advertise` is what other instances and clients are told of this one: a name or an IP address, with a port, or without one for
the port of `server.listen`. It is no URL. Port 0 is nobody's.

```yaml
server: { advertise: http://10.0.3.7:8080/ }         # wrong
server: { advertise: 10.0.3.7:8080 }                 # right
server: { advertise: { from_env: POD_IP } }          # right
```",
};

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn a_url_holds_one() {
        check_one(
            r"
runa: 1
service: orders
server: { advertise: 'http://10.0.3.7:8080/' }
stages: { dev: [log] }
",
            r"
`advertise` of `server` is no address that others could use, in stage `dev` [R0331]
 --> ops.yaml:3:22
  |
3 | server: { advertise: 'http://10.0.3.7:8080/' }
  |                      ^^^^^^^^^^^^^^^^^^^^^^^ a name or an IP address, with or without a port
  |
  = help: write `advertise: 10.0.3.7:8080`
",
        );
    }
}
