//! Writing the expansion as text.

use std::fmt::Write;

use proc_macro2::{Span, TokenStream, TokenTree};

/// A line at a depth of blocks.
pub(crate) fn line(out: &mut String, depth: usize, text: &str) {
    out.extend(std::iter::repeat_n("    ", depth));
    out.push_str(text);
    out.push('\n');
}

/// A string literal.
pub(crate) fn literal(out: &mut String, text: &str) {
    // Never fails: a string takes everything.
    let _ = write!(out, "{text:?}");
}

/// An item that makes rustc look at the manifest again when only that has changed.
pub(crate) fn tracked(absolute: &str) -> String {
    format!("const _: &[u8] = ::core::include_bytes!({absolute:?});")
}

/// A name as a part of others: without `r#`.
pub(crate) fn plain(name: &str) -> &str {
    name.trim_start_matches("r#")
}

/// The tokens of a text, at the place of the attribute.
///
/// Read by rustc itself: the same through proc-macro2 takes seven times as long.
pub(crate) fn tokens(text: &str) -> TokenStream {
    // What `emit` writes is always balanced; were it not, this message would be the best that there is.
    text.parse::<proc_macro::TokenStream>().map_or_else(
        |error| {
            let message = format!("runa has written something that is not Rust: {error}");
            quote::quote! { ::core::compile_error! { #message } }
        },
        Into::into,
    )
}

/// The same tokens at another place.
pub(crate) fn at(place: Span, tokens: TokenStream) -> TokenStream {
    let set = |mut token: TokenTree| {
        token.set_span(place);
        token
    };
    tokens.into_iter().map(set).collect()
}

/// Words as a sentence has them: "`a`", "`a` and `b`", "`a`, `b` and `c`".
pub(crate) fn enumerate<'a>(words: impl ExactSizeIterator<Item = &'a str>) -> String {
    let count = words.len();
    let mut out = String::new();
    for (index, word) in words.enumerate() {
        out += match index {
            0 => "",
            index if index + 1 == count => " and ",
            _ => ", ",
        };
        out.extend(["`", word, "`"]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::enumerate;

    #[test]
    fn enumerates() {
        assert_eq!(enumerate(["a"].into_iter()), "`a`");
        assert_eq!(enumerate(["a", "b"].into_iter()), "`a` and `b`");
        assert_eq!(enumerate(["a", "b", "c"].into_iter()), "`a`, `b` and `c`");
    }
}
