//! Applying the edit of a help.

use super::Replacement;

/// The text with its replacements made. They may stand in any order; of two that overlap, the one that begins first is made.
pub fn apply(text: &str, replacements: &[Replacement]) -> String {
    let mut sorted: Vec<_> = replacements.iter().collect();
    sorted.sort_by_key(|replacement| replacement.span);
    let mut edited = String::with_capacity(text.len());
    let mut done = 0;
    for Replacement { span, text: new } in sorted {
        if let Some(kept) = text.get(done..span.start) {
            edited.push_str(kept);
            edited.push_str(new);
            done = span.end;
        }
    }
    edited.push_str(text.get(done..).unwrap_or_default());
    edited
}

#[cfg(test)]
mod tests {
    use super::apply;
    use crate::Span;
    use crate::diagnostic::Replacement;

    #[test]
    fn makes_every_replacement_in_whatever_order() {
        let replace = |start, end, text: &str| Replacement { span: Span::new(start, end), text: text.into() };
        assert_eq!(apply("a: é\nb: 2\n", &[replace(9, 10, "3"), replace(0, 1, "key")]), "key: é\nb: 3\n");
        assert_eq!(apply("ab", &[replace(1, 1, "-"), replace(2, 2, "!")]), "a-b!");
        assert_eq!(apply("abc", &[replace(0, 2, "x"), replace(1, 3, "y")]), "xc");
        assert_eq!(apply("abc", &[]), "abc");
    }
}
