//! The program that a checked manifest describes.
//!
//! Written as text and read by rustc's own lexer in one go: that is several times faster, in a macro that is never optimised, than
//! putting tokens together one by one. Only the user's function, and what must point at it, keep their own tokens.
//!
//! Promises: straight-line calls on typed handles, no `dyn`, no `Any`, no `TypeId`, no map; nothing that a lint of the user's crate
//! objects to.

mod constants;
mod features;
mod handles;
mod install;
mod queues;
pub(crate) mod text;
mod value;

#[cfg(test)]
mod generated;
#[cfg(test)]
mod golden;

use proc_macro2::TokenStream;
use quote::quote;
use runa_schema::manifest::Checked;

use crate::function::{Function, RENAMED};
use crate::locate::Found;

/// What the expansion calls things.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'a> {
    /// The path of `runa` from the modules: `::runa`.
    pub(crate) krate: &'a str,
    /// The struct of the handles.
    pub(crate) ops: &'a str,
    /// The manifest as the attribute names it.
    pub(crate) file: &'a str,
    /// The manifest itself.
    pub(crate) found: &'a Found,
}

/// Modules, `main`, and the user's function.
pub(crate) fn program(manifest: &Checked, names: &Names<'_>, import: &TokenStream, function: &Function) -> TokenStream {
    let modules = text::tokens(&modules(manifest, names));
    let start = format!(
        "{krate}::__v0_1::run::<{}, _, _>({krate}::__v0_1::Options {{ debug: ::core::cfg!(debug_assertions) }}, {RENAMED})",
        names.ops,
        krate = names.krate.trim_start_matches("super::"),
    );
    // What rustc has to say about the call is about what the user's function returns.
    let start = text::at(function.result(), text::tokens(&start));
    let (visibility, user) = (function.visibility(), function.renamed());
    quote! {
        #import
        #modules
        #visibility fn main() -> ::std::process::ExitCode {
            #start
        }
        #user
    }
}

/// The modules that hold everything made from the manifest, and what of it is visible.
pub(crate) fn modules(manifest: &Checked, names: &Names<'_>) -> String {
    let mut out = String::with_capacity(16 * 1024);
    let handles = handles::all(manifest);
    text::line(&mut out, 0, "#[doc(hidden)]");
    text::line(&mut out, 0, "mod __runa_ops {");
    text::line(&mut out, 1, &format!("use {}::__v0_1 as __v;", names.krate));
    text::line(&mut out, 1, &text::tracked(&names.found.absolute));
    handles::write(&mut out, &handles, names);
    let queues = queues::all(manifest);
    if let Some(queues) = &queues {
        queues::write(&mut out, queues, names);
    }
    constants::write(&mut out, manifest, names);
    install::write(&mut out, manifest, &handles, queues.as_deref().unwrap_or_default(), names);
    text::line(&mut out, 0, "}");
    features::write(&mut out, manifest, &handles, names);
    out
}
