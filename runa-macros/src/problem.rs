//! One problem, at a place in the user's Rust source.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// A message and the tokens it is about.
#[derive(Debug)]
pub(crate) struct Problem {
    /// First and last token. Not resolved at the call site, or rustc would add to each error that it comes from a macro.
    start: Span,
    end: Span,
    /// The whole text, of several lines, without `error: ` in front.
    pub(crate) message: String,
}

impl Problem {
    pub(crate) fn at(span: Span, message: String) -> Self {
        Self { start: span, end: span, message }
    }

    /// About a range of tokens; about the whole attribute if there is none.
    pub(crate) fn about(tokens: TokenStream, message: String) -> Self {
        let mut tokens = tokens.into_iter();
        let start = tokens.next().map_or_else(Span::call_site, |token| token.span());
        let end = tokens.last().map_or(start, |token| token.span());
        Self { start, end, message }
    }

    /// Other words at the same place.
    pub(crate) fn saying(&self, message: String) -> Self {
        Self { message, ..*self }
    }

    /// `::core::compile_error! { "…" }`, which rustc shows at the problem's place.
    pub(crate) fn tokens(&self) -> TokenStream {
        let Self { start, end, .. } = *self;
        let punct = |character, spacing| {
            let mut punct = Punct::new(character, spacing);
            punct.set_span(start);
            TokenTree::from(punct)
        };
        let mut literal = Literal::string(&self.message);
        literal.set_span(end);
        let mut group = Group::new(Delimiter::Brace, TokenTree::from(literal).into());
        group.set_span(end);
        TokenStream::from_iter([
            punct(':', Spacing::Joint),
            punct(':', Spacing::Alone),
            TokenTree::from(Ident::new("core", start)),
            punct(':', Spacing::Joint),
            punct(':', Spacing::Alone),
            TokenTree::from(Ident::new("compile_error", start)),
            punct('!', Spacing::Alone),
            TokenTree::from(group),
        ])
    }
}
