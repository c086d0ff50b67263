//! A key that a manifest, or a stage, does not have.

use super::place::one_of;
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0201",
    title: "unknown key",
    prose: "A manifest has the keys `runa`, `service`, `version`, `default_stage`, `relaxed`, `server`, `defaults` and `stages`; a stage
that is a mapping has `server` and `providers`. Any other key would be read by nobody, so it is an error.

```yaml
default_stgae: dev      # wrong
default_stage: dev      # right
```",
};

/// `whose` is "of a manifest" or "of stage `dev`".
pub(crate) fn unknown_key(
    span: Span,
    key: &str,
    whose: &str,
    known: &[&str],
    nearest: Option<&str>,
    removal: Option<Vec<Replacement>>,
) -> Diagnostic {
    let title = format!("unknown key `{key}` {whose}");
    match nearest {
        Some(name) => Diagnostic::new("R0201", title, span, "nobody reads it")
            .help(format!("did you mean `{name}`?"), vec![Replacement::new(span, name)]),
        None => {
            Diagnostic::new("R0201", title, span, format!("expected one of {}", one_of(known.iter().copied(), "or")))
                .help_by(format!("take `{key}` out"), removal)
        }
    }
}
