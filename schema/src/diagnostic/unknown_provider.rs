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

Providers of your own (`billing: { use: crate::Billing }`) are not part of this version yet: build such a part in `main`, and
hand it to the routes as axum's state.",
};

/// `place` is where it stands; `known` are all that exist.
pub(crate) fn unknown_provider(
    span: Span,
    name: &str,
    place: Where<'_>,
    known: &[&str],
    nearest: Option<&str>,
    removal: Option<Vec<Replacement>>,
) -> Diagnostic {
    let title = format!("unknown provider `{name}` {place}");
    let exist = format!("this version has {}", one_of(known.iter().copied(), "and"));
    match nearest {
        Some(nearest) => Diagnostic::new("R0205", title, span, "not a provider")
            .note(exist)
            .help(format!("did you mean `{nearest}`?"), vec![Replacement::new(span, nearest)]),
        None => Diagnostic::new("R0205", title, span, "not a provider")
            .note(exist)
            .help_by(format!("take `{name}` out"), removal),
    }
}

/// An entry with `use:`: a provider of the user's own.
pub(crate) fn own_provider(
    span: Span,
    name: &str,
    stage: &str,
    at_use: Span,
    removal: Option<Vec<Replacement>>,
) -> Diagnostic {
    let title =
        format!("`{name}` would be a provider of your own, which this version does not have yet, in stage `{stage}`");
    Diagnostic::new("R0205", title, span, "not a provider of this version")
        .other(at_use, "`use` names a type of yours")
        .note("build it in `main`, and hand it to the routes as state")
        .help_by(format!("take `{name}` out"), removal)
}
