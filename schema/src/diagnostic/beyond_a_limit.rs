//! R0103: the manifest is larger, deeper or more entangled than any manifest needs to be.

use super::Explanation;
#[cfg(feature = "parser")]
use super::{Diagnostic, Label};
#[cfg(feature = "parser")]
use crate::Span;

/// For `explain`.
pub const EXPLANATION: Explanation = Explanation {
    code: "R0103",
    title: "a manifest is beyond a limit",
    prose: "\
A manifest may hold 1 MiB of text, 64 levels of nesting, 50,000 values and 1,000 aliases, and those may stand for 10,000 values
together. The limits keep a file that was generated wrongly, or made to do harm, from stopping the compiler.

Aliases reach their limit long before the text looks large, when each stands for several others:

```yaml
a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
```

Put what stages share into `defaults` instead.
",
};

/// The text has more bytes than allowed.
#[cfg(feature = "parser")]
pub(crate) fn too_long(bytes: usize, limit: usize) -> Diagnostic {
    let title = format!("this manifest has {bytes} bytes, and {limit} are the limit");
    diagnostic(title, Span::default(), "")
}

/// A collection opens too deep inside others.
#[cfg(feature = "parser")]
pub(crate) fn too_deep(span: Span, limit: usize) -> Diagnostic {
    diagnostic(format!("values are nested in more than {limit} levels"), span, "one level too deep")
}

/// The text holds more values than allowed.
#[cfg(feature = "parser")]
pub(crate) fn too_many(span: Span, limit: usize) -> Diagnostic {
    diagnostic(format!("this manifest holds more than {limit} values"), span, "one too many")
}

/// The text holds more aliases than allowed.
#[cfg(feature = "parser")]
pub(crate) fn too_many_aliases(span: Span, limit: usize) -> Diagnostic {
    diagnostic(format!("this manifest holds more than {limit} aliases"), span, "one too many")
}

/// The aliases stand for more values than allowed.
#[cfg(feature = "parser")]
pub(crate) fn too_many_aliased(alias: Span, anchor: Span, limit: usize) -> Diagnostic {
    let title = format!("the aliases of this manifest stand for more than {limit} values");
    let mut diagnostic = diagnostic(title, alias, "the limit is passed here");
    diagnostic.others.push(Label { span: anchor, text: "what it stands for".into() });
    diagnostic.note = Some("aliases of aliases multiply".into());
    diagnostic
}

#[cfg(feature = "parser")]
fn diagnostic(title: String, span: Span, label: &str) -> Diagnostic {
    let primary = Label { span, text: label.into() };
    Diagnostic {
        code: EXPLANATION.code,
        title,
        primary,
        others: Vec::new(),
        note: None,
        help: None,
        secrets: std::rc::Rc::default(),
    }
}

#[cfg(all(test, feature = "parser"))]
mod tests {
    use super::{EXPLANATION, too_deep, too_long, too_many, too_many_aliased, too_many_aliases};
    use crate::Span;

    #[test]
    fn each_names_its_limit() {
        let span = Span::new(0, 1);
        for (diagnostic, limit) in [
            (too_long(9, 7), "7"),
            (too_deep(span, 64), "64"),
            (too_many(span, 50), "50"),
            (too_many_aliases(span, 20), "20"),
            (too_many_aliased(span, span, 10), "10"),
        ] {
            assert_eq!(diagnostic.code, EXPLANATION.code);
            assert!(diagnostic.title.contains(limit), "{}", diagnostic.title);
        }
    }

    #[test]
    fn the_example_is_on_its_way_to_the_limit() {
        let (_, example) = EXPLANATION.prose.split_once("```yaml\n").unwrap_or_default();
        let (example, _) = example.split_once("```").unwrap_or_default();
        let problems = crate::tree::parse(&format!("{example}e: *d\n")).err().unwrap_or_default();
        assert_eq!(problems.first().map(|problem| problem.code), Some("R0103"));
    }
}
