//! R0102: a key stands twice in one mapping.

use super::{Diagnostic, Explanation, Help, Label, Replacement};
use crate::Span;

/// For `explain`.
pub const EXPLANATION: Explanation = Explanation {
    code: "R0102",
    title: "a key stands twice in one mapping",
    prose: "\
A mapping has each of its keys once. Many readers of YAML take the last and drop the others in silence; here it is an
error, because one of the two was meant to hold.

```yaml
server:
  listen: 127.0.0.1:8080
  listen: 0.0.0.0:8080      # error: `listen` stands twice
```

Keep one of them. A key that comes in through a merge key (`<<: *defaults`) is no duplicate: the mapping's own wins.
",
};

/// `key` stands at `first` and again at `second`; `whole` is all that goes when the second goes.
#[cfg(feature = "parser")]
pub(crate) fn duplicate_key(text: &str, key: &str, first: Span, second: Span, whole: Span) -> Diagnostic {
    // An anchor inside may have its aliases further down.
    let mends = !text[whole.start..whole.end].contains('&');
    let edit = vec![Replacement { span: whole, text: String::new() }];
    Diagnostic {
        code: EXPLANATION.code,
        title: format!("key `{key}` stands twice in one mapping"),
        primary: Label { span: second, text: "second here".into() },
        others: vec![Label { span: first, text: "first here".into() }],
        note: None,
        help: mends.then(|| Help { text: format!("keep one `{key}`, for example the first"), edit }),
    }
}
