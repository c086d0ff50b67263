//! R0102: a key stands twice in one mapping.

use super::Explanation;
#[cfg(feature = "parser")]
use super::{Diagnostic, Help, Label, Replacement};
#[cfg(feature = "parser")]
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
        secrets: std::rc::Rc::default(),
    }
}

#[cfg(all(test, feature = "parser"))]
mod tests {
    use crate::diagnostic::apply;
    use crate::tree::parse;

    fn after_the_help(text: &str) -> Option<String> {
        let problems = parse(text).err()?;
        assert_eq!(problems[0].code, super::EXPLANATION.code);
        Some(apply(text, &problems[0].help.as_ref()?.edit))
    }

    #[test]
    fn the_second_goes_with_its_lines_or_its_comma() {
        let cases = [
            ("a: 1\nb: 2\na: 3 # c\nc: 4\n", "a: 1\nb: 2\nc: 4\n"),
            ("a: 1\r\na:\r\n  - é\r\n  - f\r\n\r\nb: 2", "a: 1\r\n\r\nb: 2"),
            ("a: 1\na: |\n  x\n  y\n", "a: 1\n"),
            ("a: 1\na:", "a: 1\n"),
            ("- a: 1\n  a: 2\n- b\n", "- a: 1\n- b\n"),
            ("{ a: 1, b: 2, a: [3, 4], c: 5 }", "{ a: 1, b: 2, c: 5 }"),
            ("{ a: 1, a }", "{ a: 1 }"),
            ("{\n  a: 1,\n  \"a\": 2,\n}\n", "{\n  a: 1,\n}\n"),
            ("x: &x { k: 1 }\na:\n  <<: *x\n  <<: *x\n", "x: &x { k: 1 }\na:\n  <<: *x\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(after_the_help(text).as_deref(), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn an_anchor_that_would_go_too_stays() {
        assert_eq!(after_the_help("a: 1\na: &x 2\nb: *x\n"), None);
    }

    #[test]
    fn all_are_reported_at_once() {
        let problems = parse("a: 1\na: {b: 1, b: 2}\nc: {d: 1, d: 2, d: 3}\n").err().unwrap_or_default();
        let places: Vec<_> =
            problems.iter().map(|problem| (problem.primary.span.start, problem.others[0].span.start)).collect();
        assert_eq!(places, [(5, 0), (15, 9), (31, 25), (37, 25)]);
    }
}
