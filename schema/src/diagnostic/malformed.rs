//! A path, address, size or duration that is not well formed.

use super::place::{Named, write};
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0305",
    title: "malformed value",
    prose: "Paths of URLs start with `/`; addresses are an IP address and a port; durations and sizes are a whole number and a unit. `KB` and
`MB` are refused, since they mean two things.

```yaml
server: { listen: localhost, body_limit: 10MB }                 # wrong
server: { listen: 127.0.0.1:8080, body_limit: 10MiB }           # right
```",
};

/// `rule` is what the value breaks.
pub(crate) fn malformed(
    span: Span,
    setting: Named<'_>,
    rule: &str,
    better: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let Named { path, owner } = setting;
    Diagnostic::new("R0305", format!("`{path}` {owner} is malformed"), span, rule).help_by(write(path, better), edit)
}
