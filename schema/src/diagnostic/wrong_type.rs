//! A value of a wrong type.

use super::place::{Named, write};
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0301",
    title: "wrong type",
    prose: "Each setting has a type: `true` or `false`, a whole number, text, a duration, a size, a level, a path, an address, one of a few
words, a list, a mapping. Only `true` and `false` are booleans, as in YAML 1.2.

```yaml
- observe: { debug: yes }       # wrong
- observe: { debug: true }      # right
```",
};

/// `wanted` and `found` say what should stand there and what does.
pub(crate) fn wrong_type(
    span: Span,
    setting: Named<'_>,
    wanted: &str,
    found: &str,
    better: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let Named { path, owner } = setting;
    let title = format!("wrong type for `{path}` {owner}");
    Diagnostic::new("R0301", title, span, format!("expected {wanted}, found {found}"))
        .help_by(write(path, better), edit)
}

/// A key of the top level whose value has a wrong type.
pub(crate) fn wrong_type_of_key(
    span: Span,
    key: &str,
    wanted: &str,
    found: &str,
    better: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    Diagnostic::new("R0301", format!("wrong type for `{key}`"), span, format!("expected {wanted}, found {found}"))
        .help_by(write(key, better), edit)
}
