//! The macros of runa.
//!
//! A thin shell round `runa-schema`, which does the thinking. Files are the phases of an expansion: `arguments`, `function` and
//! `item` read what the user wrote, `locate` finds the manifest, `emit` writes the program that it describes, `failure` says what is wrong
//! instead. `expand` is the road through them.
//!
//! Architecture invariant: an expansion depends on the manifest, the attribute and the function, and on nothing else; what is switched
//! on by cargo features is asked of the runtime crate, in the expansion.

mod arguments;
mod config;
mod crate_name;
mod emit;
mod expand;
mod failure;
mod function;
mod item;
mod locate;
mod misuse;
mod problem;
mod test;

use proc_macro::TokenStream;

/// Makes `async fn main(ops: Ops)` the main of a service that a manifest describes.
///
/// `manifest` names the file, which is looked for beside Cargo.toml first and then beside the source file. The parameter's type names the struct that holds the
/// handles of the manifest's providers. Everything that is wrong with the manifest is a compile error. Without `manifest`, the type is the
/// path of a struct that `runa::manifest!` makes. The other arguments are described at the top of the crate `runa`.
#[proc_macro_attribute]
pub fn app(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let source = proc_macro::Span::call_site().local_file();
    expand::app(arguments.into(), &item.into(), &locate::Surroundings::of(source)).into()
}

/// Makes `async fn answers(app: runa::test::App<Ops>)` a test with an app of its own: a runtime, free ports, and nothing of the environment.
#[proc_macro_attribute]
pub fn test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let source = proc_macro::Span::call_site().local_file();
    expand::test(arguments.into(), &item.into(), &locate::Surroundings::of(source)).into()
}

/// Makes a struct the settings of a provider of your own, or an enum the words of one setting.
///
/// Each field is a setting; its documentation is that of the setting. `#[config(…)]` at a field takes `default = V` or
/// `default(relaxed = V, production = V)`, `range = LOW..=HIGH`, `tunable` and `name = "…"`; at a variant `name = "…"`. Values are written as in
/// the manifest: `"5s"`, `"10MiB"`, `7`, `true`, `["a", "b"]`. A field that is no `Option` and has no default must be written.
#[proc_macro_derive(Config, attributes(config))]
pub fn config(item: TokenStream) -> TokenStream {
    let source = proc_macro::Span::call_site().local_file();
    config::derive(item.into(), &locate::Surroundings::of(source)).into()
}

/// Makes the struct that holds the handles of a manifest's providers, to be named by a library, its binaries and its tests.
#[proc_macro]
pub fn manifest(tokens: TokenStream) -> TokenStream {
    let source = proc_macro::Span::call_site().local_file();
    expand::manifest(tokens.into(), &locate::Surroundings::of(source)).into()
}
