//! A setting that its provider, or the kernel, does not have.

use super::place::{Named, one_of};
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0208",
    title: "unknown setting",
    prose: "Each provider has its settings, and `server` has the kernel's. Any other key would be read by nobody, so it is an error.

```yaml
- log: { levle: debug }      # wrong
- log: { level: debug }      # right
```",
};

/// `setting` names it with its groups; `span` is the key.
pub(crate) fn unknown_setting(
    span: Span,
    setting: Named<'_>,
    known: &[&str],
    nearest: Option<&str>,
    removal: Option<Vec<Replacement>>,
) -> Diagnostic {
    let Named { path, owner } = setting;
    let title = format!("unknown setting `{path}` {owner}");
    match nearest {
        Some(name) => Diagnostic::new("R0208", title, span, "no such setting")
            .help(format!("did you mean `{name}`?"), vec![Replacement::new(span, name)]),
        None => {
            Diagnostic::new("R0208", title, span, format!("expected one of {}", one_of(known.iter().copied(), "or")))
                .help_by(format!("take `{path}` out"), removal)
        }
    }
}
