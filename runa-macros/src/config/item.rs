//! What stands below the derive.

use proc_macro2::TokenStream;
use quote::ToTokens;

use super::attribute::{self, Said};
use crate::misuse;
use crate::problem::Problem;

/// A struct of settings, or the words of one.
pub(super) struct Item {
    pub(super) name: syn::Ident,
    /// Its documentation, a line each.
    pub(super) doc: String,
    pub(super) shape: Shape,
}

pub(super) enum Shape {
    /// Settings.
    Struct(Vec<Field>),
    /// Words.
    Enum(Vec<Word>),
}

/// A field that is a setting.
pub(super) struct Field {
    pub(super) ident: syn::Ident,
    pub(super) name: String,
    pub(super) doc: String,
    pub(super) ty: syn::Type,
    pub(super) said: Said,
}

/// A variant that is a word.
pub(super) struct Word {
    pub(super) ident: syn::Ident,
    pub(super) name: String,
    pub(super) doc: String,
}

/// Reads the item, and reports everything that is wrong with it.
pub(super) fn read(item: TokenStream, problems: &mut Vec<Problem>) -> Option<Item> {
    match syn::parse2::<syn::Item>(item) {
        Ok(syn::Item::Struct(item)) => structure(item, problems),
        Ok(syn::Item::Enum(item)) => enumeration(item, problems),
        Ok(other) => {
            problems.push(Problem::about(other.to_token_stream(), misuse::no_config(None)));
            None
        }
        // rustc has said it already.
        Err(_) => None,
    }
}

fn structure(item: syn::ItemStruct, problems: &mut Vec<Problem>) -> Option<Item> {
    generic(&item.generics, problems);
    let syn::Fields::Named(fields) = item.fields else {
        problems.push(Problem::at(item.ident.span(), misuse::no_config(Some("a struct whose fields have no names"))));
        return None;
    };
    attribute::of_the_item(&item.attrs, problems);
    let mut all = Vec::new();
    for field in fields.named {
        let ident = field.ident?;
        let said = attribute::read(&field.attrs, attribute::FIELD, problems);
        let name = said.name.clone().unwrap_or_else(|| plain(&ident));
        if !fits(&name) {
            problems.push(Problem::at(ident.span(), misuse::no_name_of_a_setting(&name)));
        }
        all.push(Field { name, doc: doc(&field.attrs), ty: field.ty, said, ident });
    }
    Some(Item { name: item.ident, doc: doc(&item.attrs), shape: Shape::Struct(all) })
}

fn enumeration(item: syn::ItemEnum, problems: &mut Vec<Problem>) -> Option<Item> {
    generic(&item.generics, problems);
    attribute::of_the_item(&item.attrs, problems);
    if item.variants.is_empty() {
        problems.push(Problem::at(item.ident.span(), misuse::no_config(Some("an enum without variants"))));
        return None;
    }
    let mut all = Vec::new();
    for variant in item.variants {
        if !matches!(variant.fields, syn::Fields::Unit) {
            problems.push(Problem::at(variant.ident.span(), misuse::no_config(Some("a variant with data"))));
        }
        let said = attribute::read(&variant.attrs, attribute::VARIANT, problems);
        let name = said.name.unwrap_or_else(|| snake(&variant.ident.to_string()));
        all.push(Word { name, doc: doc(&variant.attrs), ident: variant.ident });
    }
    Some(Item { name: item.ident, doc: doc(&item.attrs), shape: Shape::Enum(all) })
}

fn generic(generics: &syn::Generics, problems: &mut Vec<Problem>) {
    if !generics.params.is_empty() {
        let place = generics.params.to_token_stream();
        problems.push(Problem::about(place, misuse::no_config(Some("a type with parameters"))));
    }
}

/// The lines of the documentation, each as rustdoc has it and with its line break.
fn doc(attributes: &[syn::Attribute]) -> String {
    let mut out = String::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        if let syn::Meta::NameValue(syn::MetaNameValue {
            value: syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(line), .. }),
            ..
        }) = &attribute.meta
        {
            out.push_str(&line.value());
            out.push('\n');
        }
    }
    out
}

fn plain(ident: &syn::Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

/// A name can stand in a path with dots, and in the name of a variable.
fn fits(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !name.contains("__")
        && !matches!(name, "from_env" | "from_file")
}

fn snake(camel: &str) -> String {
    let mut out = String::new();
    for c in camel.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}
