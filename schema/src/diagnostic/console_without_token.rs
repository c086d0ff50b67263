//! The console of production lets in whoever comes.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0509",
    title: "console without a token",
    prose: "The console shows the inside of the process. In relaxed stages a URL that works once is printed at start; in production it needs a
token.

```yaml
- console                                              # wrong in production
- console: { token: { from_env: CONSOLE_TOKEN } }      # right
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
  prod: [observe, console]
",
            r"
`console` has no `token` in stage `prod`, which is production [R0509]
 --> ops.yaml:4:19
  |
4 |   prod: [observe, console]
  |                   ^^^^^^^ nobody could be kept out
  |
  = note: without a token a URL that works once is printed at start, for relaxed stages only
  = help: write `token: { from_env: CONSOLE_TOKEN }`
",
        );
    }
}
