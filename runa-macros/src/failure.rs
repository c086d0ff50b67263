//! The expansion that has only errors to say.
//!
//! rustc keeps silent about what cannot be imported from a module that holds a `compile_error!`, and about every use of such an import.
//! So the errors stand in the module that would hold the struct: handlers that use `crate::Ops` and its fields say nothing, while the
//! user's own mistakes are still reported. The `main` comes from the same module through a glob, which an own `main` of the user
//! overrides; without any, rustc would miss one.
//!
//! What such a use leaves open, rustc decides by what is left: if `Log` comes out of one kind of state only, that is the state. So the
//! module also holds a second kind, as it does when there is a struct.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use runa_schema::provider::PROVIDERS;

use crate::crate_name::CrateName;
use crate::emit;
use crate::function::{Function, Handles};
use crate::problem::Problem;

/// More are not shown: they would push the first off the screen.
const MOST: usize = 20;

/// A state out of which each handle comes, besides itself.
fn states(krate: &str) -> TokenStream {
    let mut out = String::from("enum Never {}\n");
    for row in PROVIDERS {
        for ty in [format!("{krate}::{}", row.handle), format!("::core::option::Option<{krate}::{}>", row.handle)] {
            let head = format!("impl {krate}::__v0_1::FromRef<Never> for {ty}");
            emit::text::line(&mut out, 0, &head);
            emit::text::line(&mut out, 1, "{ fn from_ref(never: &Never) -> Self { match *never {} } }");
        }
    }
    emit::text::tokens(&out)
}

/// The errors themselves.
pub(crate) fn errors(problems: &[Problem]) -> TokenStream {
    let errors = problems.iter().take(MOST).map(Problem::tokens);
    let rest = problems.get(MOST).map(|first| {
        let count = problems.len() - MOST;
        first.saying(format!("and {count} more problem{}", if count == 1 { "" } else { "s" })).tokens()
    });
    quote! { #(#errors)* #rest }
}

/// The errors, and in place of the struct something that rustc has nothing to say about.
pub(crate) fn of_struct(
    problems: &[Problem],
    tracked: &TokenStream,
    krate: &CrateName,
    ops: &Ident,
    visibility: &TokenStream,
) -> TokenStream {
    let (module, ops) = (module(ops), Ident::new(&ops.to_string(), Span::call_site()));
    let (errors, states, import) = (errors(problems), states(&krate.path), &krate.import);
    quote! {
        #[doc(hidden)]
        mod #module {
            #tracked
            pub fn main() {}
            #states
            #errors
        }
        #import
        #visibility use self::#module::#ops;
    }
}

/// The same for the attribute, with a `main` and the user's function.
pub(crate) fn of_main(
    problems: &[Problem],
    tracked: &TokenStream,
    krate: &CrateName,
    function: Result<&Function, &TokenStream>,
) -> TokenStream {
    let made = Ident::new("Ops", Span::call_site());
    let (made, item) = match function {
        Ok(function) => {
            let item = function.is_sound().then(|| function.renamed());
            // Named, so that it is not reported as never used.
            let used = item.is_some().then(|| quote! { const _: () = { let _ = __runa_main; }; });
            let made = match &function.ops {
                Handles::Name(name) => Some(name.clone()),
                Handles::Path(_) => None,
            };
            (made, quote! { #item #used })
        }
        Err(item) => (Some(made), item.clone()),
    };
    let Some(made) = made else {
        let errors = errors(problems);
        return quote! {
            #[doc(hidden)]
            mod __runa_errors {
                pub fn main() {}
                #errors
            }
            use self::__runa_errors::*;
            #item
        };
    };
    let module = module(&made);
    let failed = of_struct(problems, tracked, krate, &made, &quote! { pub });
    quote! {
        #failed
        use self::#module::*;
        #item
    }
}

fn module(ops: &Ident) -> Ident {
    Ident::new(&emit::module(&ops.to_string()), Span::call_site())
}
