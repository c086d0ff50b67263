//! A provider needs another that the stage does not list.

use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0401",
    title: "need is missing",
    prose: "Providers use each other: what one needs must stand above it in the list of the stage, since the list is the order of
installation: `audit` needs the `log` or the `queue` that it writes to, `console` needs `observe`. The help shows the line to add.",
};

/// What is needed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Needed<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// The entry to add.
    pub(crate) entry: &'a str,
    /// Why, as the end of a sentence.
    pub(crate) why: &'a str,
}

/// `name` needs something that is not listed.
pub(crate) fn need_is_missing(
    at: Span,
    name: &str,
    need: &Needed<'_>,
    stage: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let title = format!("`{name}` needs `{}`, which is not listed, in stage `{stage}`", need.name);
    Diagnostic::new("R0401", title, at, need.why).help_by(format!("list it above: `- {}`", need.entry), edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::{check_needs, check_one};

    #[test]
    fn block() {
        check_needs(
            r"
runa: 1
service: orders
defaults: {}
stages:
  dev:
    - log
    - observe
    - audit: { queue: { name: audit } }
",
            r"
`audit` needs `queue`, which is not listed, in stage `dev` [R0401]
 --> ops.yaml:8:7
  |
8 |     - audit: { queue: { name: audit } }
  |       ^^^^^ it writes there
  |
  = help: list it above: `- queue: { url: text }`
",
        );
    }

    #[test]
    fn flow() {
        check_needs(
            r"
runa: 1
service: orders
stages: { dev: [observe, console] }
",
            r"
`console` needs `log`, which is not listed, in stage `dev` [R0401]
 --> ops.yaml:3:26
  |
3 | stages: { dev: [observe, console] }
  |                          ^^^^^^^ it shows the last lines
  |
  = help: list it above: `- log`
",
        );
    }

    #[test]
    fn what_it_needs_without_a_handle() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - observe
    - audit: { log: {} }
",
            r"
`audit` needs `log`, which is not listed, in stage `dev` [R0401]
 --> ops.yaml:6:7
  |
6 |     - audit: { log: {} }
  |       ^^^^^ its records are lines of it
  |
  = help: list it above: `- log`
",
        );
    }
}
