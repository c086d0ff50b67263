//! A stage lists a provider that does not exist.

use super::place::{Where, one_of};
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0205",
    title: "unknown provider",
    prose: "A stage can list the providers that this version of runa brings. A misspelled name would otherwise be a provider that is never
installed.

```yaml
- obsreve      # wrong
- observe      # right
```

A provider of your own says so by its `use`: `billing: { use: crate::billing::Billing }`.",
};

/// `place` is where it stands; `known` are all that exist; `own` is the type that it could have as a provider of the user's own.
pub(crate) fn unknown_provider(
    span: Span,
    name: &str,
    place: Where<'_>,
    known: &[&str],
    nearest: Option<&str>,
    own: Option<&str>,
    removal: Option<Vec<Replacement>>,
) -> Diagnostic {
    let title = format!("unknown provider `{name}` {place}");
    match nearest {
        Some(nearest) => Diagnostic::new("R0205", title, span, "not a provider")
            .help(format!("did you mean `{nearest}`?"), vec![Replacement::new(span, nearest)]),
        None => Diagnostic::new("R0205", title, span, "not a provider")
            .note(format!("this version has {}", one_of(known.iter().copied(), "and")))
            .help_by(
                match own {
                    Some(ty) => format!("take `{name}` out, or say of which type it is: `{name}: {{ use: {ty} }}`"),
                    None => format!("take `{name}` out"),
                },
                removal,
            ),
    }
}

/// A provider of the user's own whose type another stage names.
pub(crate) fn type_elsewhere(span: Span, name: &str, place: Where<'_>, ty: &str, edit: Vec<Replacement>) -> Diagnostic {
    Diagnostic::new(
        "R0205",
        format!("unknown provider `{name}` {place}"),
        span,
        "nothing says here of which type it is",
    )
    .note("each stage says it, or `defaults` for all")
    .help(format!("write `{name}: {{ use: {ty} }}`"), edit)
}

/// `queue.redis`, where a driver is a provider of its own: here it is a setting of `owner`.
pub(crate) fn place_of_another(
    span: Span,
    name: &str,
    place: Where<'_>,
    (owner, inner): (&str, &str),
    help: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    Diagnostic::new("R0205", format!("unknown provider `{name}` {place}"), span, "not a provider")
        .note(format!("where `{owner}` keeps what it has is one of its settings: `{owner}: {{ {inner}: … }}`"))
        .help_by(help, edit)
}

/// `server` where a provider should stand.
pub(crate) fn server_is_none(span: Span, place: Where<'_>, help: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new("R0205", format!("`server` is no provider, {place}"), span, "not a provider")
        .note(
            "`server` holds the settings of what every service has: it stands at the top, or in the mapping of a stage",
        )
        .help_by(help, edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn a_slip() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - observer
",
            r"
unknown provider `observer` in stage `dev` [R0205]
 --> ops.yaml:6:7
  |
6 |     - observer
  |       ^^^^^^^^ not a provider
  |
  = help: did you mean `observe`?
",
        );
    }

    #[test]
    fn a_stranger() {
        check_one(
            r"
runa: 1
service: orders
stages: { dev: [log, tracing] }
",
            r"
unknown provider `tracing` in stage `dev` [R0205]
 --> ops.yaml:3:22
  |
3 | stages: { dev: [log, tracing] }
  |                      ^^^^^^^ not a provider
  |
  = note: this version has `log`, `observe`, `queue`, `audit`, `cluster` and `console`
  = help: take `tracing` out
",
        );
    }

    #[test]
    fn one_that_is_listed_is_not_proposed() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - lgo
    - observe
",
            r"
unknown provider `lgo` in stage `dev` [R0205]
 --> ops.yaml:6:7
  |
6 |     - lgo
  |       ^^^ not a provider
  |
  = note: this version has `log`, `observe`, `queue`, `audit`, `cluster` and `console`
  = help: take `lgo` out, or say of which type it is: `lgo: { use: crate::Lgo }`
",
        );
    }

    #[test]
    fn in_defaults() {
        check_one(
            r"
runa: 1
service: orders
defaults: { obsevre: { timeout: 1s } }
stages: { dev: [log, observe] }
",
            r"
unknown provider `obsevre` in `defaults` [R0205]
 --> ops.yaml:3:13
  |
3 | defaults: { obsevre: { timeout: 1s } }
  |             ^^^^^^^ not a provider
  |
  = help: did you mean `observe`?
",
        );
    }

    #[test]
    fn the_server() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - server: { listen: 0.0.0.0:80 }
    - log
",
            r"
`server` is no provider, in stage `dev` [R0205]
 --> ops.yaml:5:7
  |
5 |     - server: { listen: 0.0.0.0:80 }
  |       ^^^^^^ not a provider
  |
  = note: `server` holds the settings of what every service has: it stands at the top, or in the mapping of a stage
  = help: write `server:` beside `providers:`, which holds the list
",
        );
    }
}
