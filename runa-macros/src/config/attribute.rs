//! `#[config(default = "5s", range = "1s"..="1m", tunable)]`

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use runa_schema::nearest::nearest;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, Lit, Meta, Token};

use crate::misuse;
use crate::problem::Problem;

/// What a field's attribute can say.
pub(super) const FIELD: &[&str] = &["default", "range", "tunable", "name"];
/// What a variant's attribute can say.
pub(super) const VARIANT: &[&str] = &["name"];

/// What an attribute says.
#[derive(Default)]
pub(super) struct Said {
    pub(super) default: Option<Default>,
    pub(super) range: Option<(String, String)>,
    pub(super) tunable: bool,
    pub(super) name: Option<String>,
}

/// A default, in the notation of the manifest.
pub(super) enum Default {
    Is(String),
    ByStage { relaxed: String, production: String },
}

/// The struct or the enum itself takes none.
pub(super) fn of_the_item(attributes: &[syn::Attribute], problems: &mut Vec<Problem>) {
    read(attributes, &[], problems);
}

/// Reads the attributes of a field or a variant.
pub(super) fn read(attributes: &[syn::Attribute], known: &[&str], problems: &mut Vec<Problem>) -> Said {
    let mut said = Said::default();
    let mut seen: Vec<String> = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("config")) {
        let parse =
            |list: &syn::MetaList| Punctuated::<Meta, Token![,]>::parse_terminated.parse2(list.tokens.clone()).ok();
        let Some(list) = attribute.meta.require_list().ok().and_then(parse) else {
            problems.push(Problem::at(whole(attribute), misuse::config_form()));
            continue;
        };
        for meta in list {
            let key = meta.path().to_token_stream().to_string();
            let place = meta.path().to_token_stream();
            if !known.contains(&key.as_str()) {
                let near = nearest(&key, known.iter().copied());
                problems.push(Problem::about(place, misuse::config_key(&key, near, known)));
            } else if seen.contains(&key) {
                problems.push(Problem::about(place, misuse::repeated_argument(&key)));
            } else {
                if let Err(message) = one(&key, &meta, &mut said) {
                    problems.push(Problem::about(meta.to_token_stream(), message));
                }
                seen.push(key);
            }
        }
    }
    said
}

fn one(key: &str, meta: &Meta, said: &mut Said) -> Result<(), String> {
    match (key, meta) {
        ("tunable", Meta::Path(_)) => said.tunable = true,
        ("tunable", _) => return Err(misuse::config_value("tunable", "tunable")),
        ("name", Meta::NameValue(pair)) => match literal(&pair.value) {
            Some(name) => said.name = Some(name),
            None => return Err(misuse::config_value("name", "name = \"type\"")),
        },
        ("default", Meta::NameValue(pair)) => match value(&pair.value) {
            Some(text) => said.default = Some(Default::Is(text)),
            None => return Err(misuse::config_value("default", "default = \"5s\"")),
        },
        ("default", Meta::List(list)) => {
            let form = || misuse::config_value("default", "default(relaxed = \"1s\", production = \"5s\")");
            said.default = Some(by_stage(list.tokens.clone()).ok_or_else(form)?);
        }
        ("range", Meta::NameValue(pair)) => {
            let form = || misuse::config_value("range", "range = 1..=100");
            said.range = Some(range(&pair.value).ok_or_else(form)?);
        }
        (key, _) => {
            let example = if key == "range" { "range = 1..=100" } else { "name = \"type\"" };
            return Err(misuse::config_value(key, example));
        }
    }
    Ok(())
}

fn by_stage(tokens: TokenStream) -> Option<Default> {
    let pairs = Punctuated::<syn::MetaNameValue, Token![,]>::parse_terminated.parse2(tokens).ok()?;
    let of = |name: &str| {
        let mut found = pairs.iter().filter(|pair| pair.path.is_ident(name));
        let only = found.next()?;
        found.next().is_none().then(|| value(&only.value))?
    };
    (pairs.len() == 2).then_some(())?;
    Some(Default::ByStage { relaxed: of("relaxed")?, production: of("production")? })
}

fn range(value: &Expr) -> Option<(String, String)> {
    let Expr::Range(range) = value else { return None };
    matches!(range.limits, syn::RangeLimits::Closed(_)).then_some(())?;
    Some((literal(range.start.as_ref()?)?, literal(range.end.as_ref()?)?))
}

/// A value in the notation of the manifest; a list with commas, as an override has it.
fn value(value: &Expr) -> Option<String> {
    match value {
        Expr::Array(list) => list.elems.iter().map(literal).collect::<Option<Vec<_>>>().map(|items| items.join(",")),
        one => literal(one),
    }
}

fn literal(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => Some(number.base10_digits().to_owned()),
        Expr::Lit(ExprLit { lit: Lit::Bool(value), .. }) => Some(value.value.to_string()),
        Expr::Unary(syn::ExprUnary { op: syn::UnOp::Neg(_), expr, .. }) => Some(format!("-{}", literal(expr)?)),
        Expr::Group(group) => literal(&group.expr),
        _ => None,
    }
}

/// The place of an attribute, for what is wrong with the whole of it.
fn whole(attribute: &syn::Attribute) -> Span {
    attribute.path().segments.first().map_or_else(Span::call_site, |segment| segment.ident.span())
}
