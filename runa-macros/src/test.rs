//! `#[runa::test(…)]` on `async fn answers(app: runa::test::App<Ops>)`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, FnArg, ReturnType, Signature, Visibility};

use crate::arguments::Arguments;
use crate::crate_name::CrateName;
use crate::emit::{start, text};
use crate::function::adorned;
use crate::misuse;
use crate::problem::Problem;

/// The name that the user's function gets inside of the test.
const RENAMED: &str = "__runa_test";

/// The user's function, its body unread: that is rustc's.
pub(crate) struct Test {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    signature: Signature,
    body: TokenStream,
    /// The type of the parameter.
    app: TokenStream,
}

impl Parse for Test {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (attributes, visibility) = (input.call(Attribute::parse_outer)?, input.parse()?);
        let (signature, body) = (input.parse()?, input.parse()?);
        Ok(Self { attributes, visibility, signature, body, app: TokenStream::new() })
    }
}

impl Test {
    /// Reads the function, and reports every mistake in its head. `None` if it is no function.
    pub(crate) fn parse(item: &TokenStream, problems: &mut Vec<Problem>) -> Option<Self> {
        let Ok(mut test) = syn::parse2::<Self>(item.clone()) else {
            let head: TokenStream =
                item.clone().into_iter().take_while(|token| !matches!(token, TokenTree::Group(_))).collect();
            let found = format!("`{}`", head.to_string().trim_end_matches([' ', ';']));
            problems.push(Problem::about(head, misuse::not_a_test(&found)));
            return None;
        };
        test.judge(problems);
        test.take_the_app(problems);
        Some(test)
    }

    fn judge(&self, problems: &mut Vec<Problem>) {
        let signature = &self.signature;
        if signature.asyncness.is_none() {
            let found = format!("`fn {}`", signature.ident);
            problems.push(Problem::at(signature.ident.span(), misuse::not_a_test(&found)));
        }
        problems.extend(adorned(signature).map(|(tokens, what)| Problem::about(tokens, misuse::test_not_plain(what))));
        for attribute in &self.attributes {
            let path = attribute.path().to_token_stream().to_string().replace(' ', "");
            if path == "test" || path.ends_with("::test") {
                problems.push(Problem::about(attribute.to_token_stream(), misuse::second_test(&path)));
            }
        }
    }

    fn take_the_app(&mut self, problems: &mut Vec<Problem>) {
        let inputs = &self.signature.inputs;
        match inputs.first() {
            Some(FnArg::Typed(typed)) if inputs.len() == 1 => self.app = typed.ty.to_token_stream(),
            Some(_) => problems.push(Problem::about(inputs.to_token_stream(), misuse::not_the_app(inputs.len()))),
            None => problems.push(Problem::at(self.signature.ident.span(), misuse::not_the_app(0))),
        }
    }

    /// Where a mistake in the body, or in what it returns, is shown.
    pub(crate) const fn name(&self) -> &Ident {
        &self.signature.ident
    }

    /// The function that the test harness calls.
    pub(crate) fn expand(mut self, krate: &CrateName, arguments: &Arguments) -> TokenStream {
        let renamed = Ident::new(RENAMED, self.signature.ident.span());
        let name = std::mem::replace(&mut self.signature.ident, renamed.clone());
        let Self { attributes, visibility, signature, body, app } = self;
        let (stage, place) = arguments.stage.as_ref().map_or(("", Span::call_site()), |(stage, span)| (stage, *span));
        let import = &krate.import;
        let path = krate.path.trim_start_matches("super::");
        let hidden = text::tokens(&format!("{path}::__v0_1"));
        let runtime = text::tokens(&start::runtime(path, arguments));
        let lists = [("env", &arguments.env), ("overrides", &arguments.overrides)].map(|(method, list)| {
            let method = Ident::new(method, Span::call_site());
            list.as_ref().map(|list| quote! { .#method(#list) })
        });
        let message = misuse::stage_of_no_test(stage);
        let known = quote_spanned! { place.resolved_at(Span::call_site())=>
            const _: () = {
                use #hidden::Stages as _;
                ::core::assert!(#hidden::has_stage(<#hidden::Asked<#app>>::STAGES, #stage), #message);
            };
        };
        // What is no result is shown where it is written.
        let returned = match &signature.output {
            ReturnType::Default => Span::call_site(),
            ReturnType::Type(_, ty) => {
                ty.to_token_stream().into_iter().next().map_or_else(Span::call_site, |ty| ty.span())
            }
        };
        let returned = returned.resolved_at(Span::call_site());
        let run = text::at(returned, quote! { #hidden::test });
        let run = quote_spanned! { returned=> #run::<#app, _> };
        quote! {
            #(#attributes)*
            #[::core::prelude::v1::test]
            #visibility fn #name() {
                #import
                #signature #body
                #known
                #run(&#hidden::Test::new(#stage) #runtime #(#lists)*, #renamed)
            }
        }
    }

    /// The function as it was, when something else has failed: its own mistakes are still shown.
    pub(crate) fn untouched(&self) -> TokenStream {
        let Self { attributes, visibility, signature, body, .. } = self;
        let own = attributes
            .iter()
            .filter(|attribute| !attribute.path().is_ident("should_panic") && !attribute.path().is_ident("ignore"));
        quote! { #(#own)* #[allow(dead_code)] #visibility #signature #body }
    }
}
