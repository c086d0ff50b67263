//! What stands in `runa::manifest!("ops.yaml" as Ops)`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, LitStr, Token, Visibility};

use crate::arguments::{self, Arguments, Taker, Text};
use crate::misuse;
use crate::problem::Problem;

/// What was understood.
#[derive(Debug)]
pub(crate) struct Item {
    /// The user's own documentation of the struct, as attributes; empty if there is none.
    pub(crate) doc: String,
    /// The name of the struct to make.
    pub(crate) ops: Ident,
    /// From where it is seen.
    pub(crate) visibility: TokenStream,
    /// With the manifest.
    pub(crate) arguments: Arguments,
}

/// Reads it, and reports every mistake. `None` if it says no name.
pub(crate) fn parse(tokens: TokenStream, problems: &mut Vec<Problem>) -> Option<Item> {
    let whole = tokens.clone();
    let mut path = None;
    let read = |input: ParseStream<'_>| {
        let attributes = input.call(Attribute::parse_outer)?;
        let literal: LitStr = input.parse()?;
        path = Some((literal.value(), literal.span()));
        input.parse::<Token![as]>()?;
        let visibility = match input.parse()? {
            Visibility::Inherited => <Token![pub]>::default().to_token_stream(),
            written => written.to_token_stream(),
        };
        let ops: Ident = input.parse()?;
        let rest: TokenStream = input.parse()?;
        Ok((attributes, visibility, ops, rest))
    };
    let Ok((attributes, visibility, ops, rest)) = read.parse2(tokens) else {
        problems.push(match path {
            None => Problem::about(whole, misuse::item_without_manifest()),
            Some((path, _)) => Problem::about(whole, misuse::item_without_name(&path)),
        });
        return None;
    };
    let mut doc = String::new();
    for attribute in &attributes {
        if attribute.path().is_ident("doc") {
            doc.extend([&attribute.to_token_stream().to_string(), "\n"]);
        } else {
            problems.push(Problem::about(attribute.to_token_stream(), misuse::no_documentation()));
        }
    }
    let mut arguments = arguments::parse(behind_a_comma(rest, problems), Taker::Manifest, problems);
    arguments.manifest = path.and_then(|path| manifest(path, problems));
    Some(Item { doc, ops, visibility, arguments })
}

/// The arguments behind the name.
fn behind_a_comma(rest: TokenStream, problems: &mut Vec<Problem>) -> TokenStream {
    let mut tokens = rest.clone().into_iter();
    match tokens.next() {
        Some(comma) if comma.to_string() != "," => {
            problems.push(Problem::about(rest, misuse::not_an_argument(Taker::Manifest)));
            TokenStream::new()
        }
        _ => tokens.collect(),
    }
}

fn manifest((path, span): (String, Span), problems: &mut Vec<Problem>) -> Option<Text> {
    if path.is_empty() {
        problems.push(Problem::at(span, misuse::item_without_manifest()));
        return None;
    }
    match arguments::relative(&path, span) {
        Ok(path) => Some((path, span)),
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}
