//! The format of the manifest is missing, or none that this version reads.

use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0202",
    title: "`runa:` is missing or unknown",
    prose: "`runa: 1` at the top says which format the manifest has, so that a later format can never be misread.

```yaml
runa: 1
service: orders
```",
};

/// The key is not there. `at` is the first key.
pub(crate) fn format_missing(at: Span, edit: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new("R0202", "the manifest does not say its format".into(), at, "`runa: 1` is expected above")
        .note("`runa:` says which format the manifest has, so that no later one is misread")
        .help_by("begin the manifest with `runa: 1`", edit)
}

/// Something else than the one format.
pub(crate) fn format_unknown(at: Span, found: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new("R0202", format!("the manifest has a format that is not known: {found}"), at, "not known")
        .note("this version of runa reads format 1")
        .help_by("write `runa: 1`", edit)
}

/// The format, but not as its number.
pub(crate) fn format_as_a_text(at: Span, found: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new("R0202", format!("the format is the number `1`, found {found}"), at, "not the number")
        .help_by("write `runa: 1`", edit)
}

/// A comment that is none: `sign` is its `#`.
pub(crate) fn glued_comment(at: Span, sign: usize) -> Diagnostic {
    let title = "a space is missing in front of the comment behind `runa: 1`".into();
    Diagnostic::new("R0202", title, at, "one text: a comment begins with a space and `#`")
        .help("write `runa: 1 #`", vec![Replacement::new(Span::new(sign, sign), " ")])
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn missing() {
        check_one(
            r"
service: orders
stages: { dev: [log] }
",
            r"
the manifest does not say its format [R0202]
 --> ops.yaml:1:1
  |
1 | service: orders
  | ^^^^^^^ `runa: 1` is expected above
  |
  = note: `runa:` says which format the manifest has, so that no later one is misread
  = help: begin the manifest with `runa: 1`
",
        );
    }

    #[test]
    fn unknown() {
        check_one(
            r"
runa: two
service: orders
stages: { dev: [log] }
",
            r"
the manifest has a format that is not known: the text `two` [R0202]
 --> ops.yaml:1:7
  |
1 | runa: two
  |       ^^^ not known
  |
  = note: this version of runa reads format 1
  = help: write `runa: 1`
",
        );
    }

    #[test]
    fn missing_in_braces() {
        check_one(
            r"
{ service: orders, stages: { dev: [log] } }
",
            r"
the manifest does not say its format [R0202]
 --> ops.yaml:1:3
  |
1 | { service: orders, stages: { dev: [log] } }
  |   ^^^^^^^ `runa: 1` is expected above
  |
  = note: `runa:` says which format the manifest has, so that no later one is misread
  = help: begin the manifest with `runa: 1`
",
        );
    }

    #[test]
    fn a_comment_without_a_space() {
        check_one(
            r"
runa: 1#format
service: orders
stages: { dev: [log] }
",
            r"
a space is missing in front of the comment behind `runa: 1` [R0202]
 --> ops.yaml:1:7
  |
1 | runa: 1#format
  |       ^^^^^^^^ one text: a comment begins with a space and `#`
  |
  = help: write `runa: 1 #`
",
        );
    }
}
