//! `server.trusted_proxies` leaves no client out.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0332",
    title: "proxies are everybody",
    prose: "A trusted proxy is believed when it says for whom it asks. Where every client lies in `trusted_proxies`, each of them can write an
address of its own choice into `X-Forwarded-For`, and log, audit and the count of attempts to sign in go by that. Production names
the ranges in which its proxies are, such as a load balancer's or an ingress's, or `unix`. A relaxed stage may trust everybody.

```yaml
server: { trusted_proxies: [0.0.0.0/0] }              # wrong in production
server: { trusted_proxies: [0.0.0.0/1, 128.0.0.0/1] } # wrong too: the same in halves
server: { trusted_proxies: [10.0.0.0/8] }             # right
```",
};

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn a_range_of_ones_own_takes_their_place() {
        check_one(
            r"
runa: 1
service: orders
server: { trusted_proxies: [unix, 0.0.0.0/0] }
stages: { dev: [log], prod: [log] }
",
            r"
`trusted_proxies` of `server` trusts `0.0.0.0/0`, in stage `prod`, which is production [R0332]
 --> ops.yaml:3:28
  |
3 | server: { trusted_proxies: [unix, 0.0.0.0/0] }
  |                            ^^^^^^^^^^^^^^^^^ each client lies in it, and can say to be anybody
  |
  = note: log, audit and sign-in would go by an address that the client made up
  = help: name the ranges of your proxies, such as `trusted_proxies: [10.0.0.0/8, unix]`
",
        );
    }
}
