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
    let message = match tokens.next().map(|first| first.to_string()).as_deref() {
        None | Some(",") => return tokens.collect(),
        Some(":") => misuse::item_named_by_a_path(),
        Some(_) => misuse::not_an_argument(Taker::Manifest),
    };
    problems.push(Problem::about(rest, message));
    TokenStream::new()
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::parse;

    #[test]
    fn reads_what_is_said() {
        for (text, visibility, doc, arguments) in [
            (r#""ops.yaml" as Ops"#, "pub", "", false),
            (r#""ops.yaml" as pub Ops,"#, "pub", "", false),
            (r#""ops.yaml" as pub(crate) Ops, stage = "prod", crate = "runa","#, "pub (crate)", "", true),
            (
                r#"#[doc = "One."] #[doc = "Two."] "ops.yaml" as Ops"#,
                "pub",
                "# [doc = \"One.\"]\n# [doc = \"Two.\"]\n",
                false,
            ),
        ] {
            let mut problems = Vec::new();
            let item = parse(text.parse().unwrap(), &mut problems).unwrap();
            assert!(problems.is_empty(), "{text}: {problems:?}");
            assert_eq!(
                (item.ops.to_string(), item.visibility.to_string()),
                ("Ops".into(), visibility.into()),
                "{text}"
            );
            assert_eq!((item.doc.as_str(), item.arguments.manifest.unwrap().0), (doc, "ops.yaml".into()), "{text}");
            assert_eq!(
                (item.arguments.stage.is_some(), item.arguments.krate.is_some()),
                (arguments, arguments),
                "{text}"
            );
        }
    }

    #[test]
    fn says_what_is_missing() {
        for (text, code) in [
            ("", "[R0602]"),
            ("Ops", "[R0602]"),
            (r#""" as Ops"#, "[R0602]"),
            (r#""ops.yaml" Ops"#, "[R0613]"),
            (r#""ops.yaml" as"#, "[R0613]"),
            (r#""ops.yaml" as ops::Ops"#, "[R0613]"),
            (r#""ops.yaml" as struct"#, "[R0613]"),
            (r#"#[derive(Debug)] "ops.yaml" as Ops"#, "[R0613]"),
            (r#""/ops.yaml" as Ops"#, "[R0605]"),
        ] {
            let mut problems = Vec::new();
            parse(text.parse().unwrap(), &mut problems);
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
            assert!(problems[0].message.contains(code), "{text}: {problems:?}");
        }
    }
}
