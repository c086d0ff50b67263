//! A stage lists two providers of one type.

use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0213",
    title: "two providers of one type",
    prose: "A provider is found by its type, by those who need it. So a stage has one of each type: give the second a type of its own, which may hold
the first.

```yaml
- primary: { use: crate::db::Database }
- replica: { use: crate::db::Database }      # wrong
- replica: { use: crate::db::Replica }       # right: struct Replica(Database);
```

In another stage the same name may have another `use`, such as a fake, if both give the same type of handle.",
};

/// `places` are those of the first and of the second.
pub(crate) fn own_type_twice(
    places: (Span, Span),
    names: (&str, &str),
    ty: &str,
    stage: &str,
    removal: Option<Vec<Replacement>>,
) -> Diagnostic {
    let last = ty.rsplit("::").next().unwrap_or(ty);
    let title = format!("`{}` and `{}` are of one type, `{ty}`, in stage `{stage}`", names.0, names.1);
    Diagnostic::new("R0213", title, places.1, "the same type again")
        .other(places.0, "first used here")
        .note("who needs a provider finds it by its type")
        .help_by(
            format!(
                "take `{}` out, or give it a type of its own that implements `Provider`: `struct Second({last});`",
                names.1
            ),
            removal,
        )
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn says_both_places() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - primary: { use: crate::Database }
    - replica: { use: crate::Database }
",
            r"
`primary` and `replica` are of one type, `crate::Database`, in stage `dev` [R0213]
 --> ops.yaml:6:23
  |
5 |     - primary: { use: crate::Database }
  |                       --------------- first used here
6 |     - replica: { use: crate::Database }
  |                       ^^^^^^^^^^^^^^^ the same type again
  |
  = note: who needs a provider finds it by its type
  = help: take `replica` out, or give it a type of its own that implements `Provider`: `struct Second(Database);`
",
        );
    }
}
