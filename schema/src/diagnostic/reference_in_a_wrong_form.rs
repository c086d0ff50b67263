//! A reference to a variable or a file that is not written as one.

use super::place::Named;
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0306",
    title: "reference in a wrong form",
    prose: "A value can come from a variable or a file, looked up when the process starts: `{ from_env: NAME }`, `{ from_env: NAME, default: V }`
or `{ from_file: PATH }`. It stands for the whole value. `${NAME}` is not read: it would hide in a text whether a variable is meant.

```yaml
server: { listen: \"${LISTEN}\" }               # wrong
server: { listen: { from_env: LISTEN } }      # right
```",
};

/// `better` is the reference as it should stand.
pub(crate) fn reference_in_a_wrong_form(
    span: Span,
    setting: Named<'_>,
    label: &str,
    help: String,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let Named { path, owner } = setting;
    Diagnostic::new("R0306", format!("`{path}` {owner} has a reference in a wrong form"), span, label)
        .note("a reference is `{ from_env: NAME }`, `{ from_env: NAME, default: V }` or `{ from_file: PATH }`")
        .help_by(help, edit)
}
