//! Audit is listed, and no record would be made or kept.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0513",
    title: "records go nowhere",
    prose: "`audit` needs a writer, `log`, `file`, `queue` or `custom`, and something to record. A stage that wants no records does not list it.

```yaml
- audit                      # wrong
- audit: { log: {} }         # right
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
  dev: [log, audit]
",
            r"
`audit` has no writer, in stage `dev` [R0513]
 --> ops.yaml:4:14
  |
4 |   dev: [log, audit]
  |              ^^^^^ its records would go nowhere
  |
  = note: a writer is one of `log`, `file`, `queue`, `custom`
  = help: write `log: {}`
",
        );
    }

    #[test]
    fn where_no_log_is_listed_it_is_a_file() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev: [audit]
",
            r"
`audit` has no writer, in stage `dev` [R0513]
 --> ops.yaml:4:9
  |
4 |   dev: [audit]
  |         ^^^^^ its records would go nowhere
  |
  = note: a writer is one of `log`, `file`, `queue`, `custom`
  = help: write `file: { path: /var/lib/app/audit.jsonl }`
",
        );
    }
}
