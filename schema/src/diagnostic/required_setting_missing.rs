//! A setting that must be written is not.

use super::place::{Named, write};
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0308",
    title: "required setting missing",
    prose: "Some settings have no default, since none would be right for everybody. They must be written in each stage that lists the
provider, or below `defaults`.",
};

/// `at` is the entry of the provider.
pub(crate) fn required_setting_missing(
    at: Span,
    setting: Named<'_>,
    wanted: &str,
    (better, also): (&str, &str),
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let Named { path, owner } = setting;
    Diagnostic::new("R0308", format!("`{path}` {owner} is missing"), at, format!("it needs {wanted}"))
        .note("it has no default")
        .help_by(write(path, better) + also, edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::{check_needs, check_one};

    #[test]
    fn shows_the_line() {
        check_needs(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - queue
",
            r"
`url` of `queue` in stage `dev` is missing [R0308]
 --> ops.yaml:6:7
  |
6 |     - queue
  |       ^^^^^ it needs text
  |
  = note: it has no default
  = help: write `url: text`
",
        );
    }

    #[test]
    fn the_name_of_a_queue_is_one_of_the_stage() {
        check_one(
            r"
runa: 1
service: orders
defaults:
  queue: { queues: { audit_log: {} } }
stages:
  dev:
    - queue: { queues: { emails: {} } }
    - audit: { queue: {} }
",
            r"
`queue.name` of `audit` in stage `dev` is missing [R0308]
 --> ops.yaml:8:16
  |
8 |     - audit: { queue: {} }
  |                ^^^^^ it needs one of `queue.queues`
  |
  = note: it has no default
  = help: write `name: audit_log`
",
        );
    }

    #[test]
    fn without_a_queue_one_is_declared() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - queue
    - audit: { queue: }
",
            r"
`queue.name` of `audit` in stage `dev` is missing [R0308]
 --> ops.yaml:6:16
  |
6 |     - audit: { queue: }
  |                ^^^^^ it needs one of `queue.queues`
  |
  = note: it has no default
  = help: write `name: records`, and `queues: { records: {} }` for `queue`
",
        );
    }
}
