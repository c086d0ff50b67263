//! `fn main`, which starts the process.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use runa_schema::resolve::argument;

use super::{text, value};
use crate::arguments::Arguments;
use crate::function::{Function, RENAMED};

/// What `layers` wants, if it is off.
const NEED: &str = "`layers` needs the feature `log` of the crate `runa`, which is off [R0701]\n\
                    = help: in Cargo.toml, turn it on: `features = [\"log\"]`";

/// `fn main`, and the user's function under its new name. `ops` is the type of the handles.
pub(crate) fn write(krate: &str, ops: &TokenStream, arguments: &Arguments, function: &Function) -> TokenStream {
    // This does not stand in a module.
    let krate = krate.trim_start_matches("super::");
    let runtime = runtime(krate, arguments);
    let options = format!("{krate}::__v0_1::Options::new(::core::cfg!(debug_assertions)){runtime}");
    // What rustc has to say about the call is about what the user's function returns.
    let place = function.result();
    let path = text::at(place, text::tokens(&format!("{krate}::__v0_1::run")));
    let options = text::at(place, text::tokens(&options));
    // At another place: clippy would take it for the function that is called there, and an `async` without `.await` for needless.
    let user = text::tokens(RENAMED);
    let (layers, need) = match &arguments.layers {
        Some(layers) => {
            let need = text::tokens(&format!("{krate}::__v0_1::need_log! {{ {NEED:?} }}"));
            let spans = layers.clone().into_iter().next().map_or(place, |first| first.span());
            (quote! { .layers(#layers) }, text::at(spans, need))
        }
        None => (TokenStream::new(), TokenStream::new()),
    };
    // At the same place, too: rustc may take it for what returns the wrong type.
    let failure = text::at(place, text::tokens(&format!("|ended| {krate}::__v0_1::failure!(ended)")));
    let call = quote_spanned! { place=> #path::<#ops, _, _>(#options #layers, #user, #failure) };
    let (visibility, renamed) = (function.visibility(), function.renamed());
    quote! {
        #need
        #visibility fn main() -> ::std::process::ExitCode {
            #call
        }
        #renamed
    }
}

/// The call that says what is asked of tokio; empty if nothing is.
pub(crate) fn runtime(krate: &str, arguments: &Arguments) -> String {
    let runtime = &arguments.runtime.0;
    if runtime.is_empty() {
        return String::new();
    }
    let mut asked = String::new();
    for (name, one) in runtime {
        value::given(&mut asked, &argument(name, one.clone()));
        asked.push_str(", ");
    }
    format!(".runtime(const {{ &[{}] }})", asked.replace("__v::", &format!("{krate}::__v0_1::")))
}
