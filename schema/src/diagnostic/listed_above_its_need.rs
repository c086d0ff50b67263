//! A provider stands above one that it needs, or above the one that is first.

use super::place::one_of;
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0402",
    title: "wrong order",
    prose: "The list of a stage is the order of installation, and the reverse is the order of stopping. What a provider needs stands above
it; `log` is first where it is listed, since what stands above it would start without a log; and what the console shows stands above
the console, where both are listed.

```yaml
stages:
  dev: [observe, log]      # wrong
  dev: [log, observe]      # right
```",
};

/// `name` needs `need`, which stands below.
pub(crate) fn listed_above_its_need(
    at: Span,
    name: &str,
    (need, below): (&str, Span),
    (why, needed): (&str, bool),
    stage: &str,
    right: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let title = if needed {
        format!("`{name}` needs `{need}`, which is listed below it, in stage `{stage}`")
    } else {
        format!("`{name}` is listed above `{need}`, which belongs above it, in stage `{stage}`")
    };
    Diagnostic::new("R0402", title, at, why)
        .other(below, "listed here")
        .help_by(format!("move `{need}` above `{name}`: {right}"), edit)
}

/// `name` stands above several that belong above it; each is named with its place and the reason, in the order of the list.
pub(crate) fn listed_above_several(
    (name, at): (&str, Span),
    others: &[(&str, Span, &str)],
    stage: &str,
    right: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let names = one_of(others.iter().map(|(other, ..)| *other), "and");
    let title = format!("`{name}` is listed above {names}, which belong above it, in stage `{stage}`");
    let lowest = others.iter().max_by_key(|(_, span, _)| span.start).map_or("", |(other, ..)| other);
    let found = Diagnostic::new("R0402", title, at, "listed here");
    let found = others.iter().fold(found, |found, (_, span, why)| found.other(*span, *why));
    found.help_by(format!("move `{name}` below `{lowest}`: {right}"), edit)
}

/// `name` is to be the first of the list; `above` is who is.
pub(crate) fn not_first(
    at: Span,
    name: &str,
    (first, above): (&str, Span),
    why: &str,
    stage: &str,
    right: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let title = format!("`{name}` is not the first of the list, in stage `{stage}`");
    Diagnostic::new("R0402", title, at, "listed here")
        .other(above, format!("`{first}` stands above it"))
        .note(why)
        .help_by(format!("move `{name}` to the top: {right}"), edit)
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
stages:
  dev:
    - log
    - audit: { queue: {} }
    - observe
    - queue:
        url: memory
",
            r"
`audit` needs `queue`, which is listed below it, in stage `dev` [R0402]
 --> ops.yaml:6:7
  |
6 |     - audit: { queue: {} }
  |       ^^^^^ it writes there
7 |     - observe
8 |     - queue:
  |       ----- listed here
  |
  = help: move `queue` above `audit`: `[log, queue, audit, observe]`
",
        );
    }

    #[test]
    fn above_several() {
        check_one(
            r"
runa: 1
service: orders
stages: { dev: [observe, console: {}, cluster, audit: { custom: {} }] }
",
            r"
`console` is listed above `audit` and `cluster`, which belong above it, in stage `dev` [R0402]
 --> ops.yaml:3:26
  |
3 | stages: { dev: [observe, console: {}, cluster, audit: { custom: {} }] }
  |                          ^^^^^^^      -------  ----- it shows the records
  |                          |            |
  |                          |            it shows the instances
  |                          listed here
  |
  = help: move `console` below `audit`: `[observe, cluster, audit, console]`
",
        );
    }

    #[test]
    fn flow() {
        check_needs(
            r"
runa: 1
service: orders
stages: { dev: [log, audit: { queue: {} }, queue: { url: memory }] }
",
            r"
`audit` needs `queue`, which is listed below it, in stage `dev` [R0402]
 --> ops.yaml:3:22
  |
3 | stages: { dev: [log, audit: { queue: {} }, queue: { url: memory }] }
  |                      ^^^^^ it writes there ----- listed here
  |
  = help: move `queue` above `audit`: `[log, queue, audit]`
",
        );
    }

    #[test]
    fn log_is_first() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - observe
    - log",
            r"
`log` is not the first of the list, in stage `dev` [R0402]
 --> ops.yaml:6:7
  |
5 |     - observe
  |       ------- `observe` stands above it
6 |     - log
  |       ^^^ listed here
  |
  = note: what stands above it would start without a log
  = help: move `log` to the top: `[log, observe]`
",
        );
    }
}
