//! `#[derive(runa::Config)]`: the settings of a provider of the user's own.
//!
//! A struct becomes a declaration of settings, which the manifest is held against while the crate is compiled, and the reader that fills
//! it at start. An enum without data becomes the words of one setting.

mod attribute;
mod emit;
mod item;

use proc_macro2::TokenStream;

use crate::crate_name::CrateName;
use crate::locate::Surroundings;

/// The whole derive.
pub(crate) fn derive(item: TokenStream, surroundings: &Surroundings) -> TokenStream {
    let mut problems = Vec::new();
    let krate = CrateName::new(None, surroundings.package.as_deref(), "");
    let item = item::read(item, &mut problems);
    match item {
        Some(item) if problems.is_empty() => emit::tokens(&item, &krate.path),
        _ => problems.iter().map(crate::problem::Problem::tokens).collect(),
    }
}
