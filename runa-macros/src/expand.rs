//! The road of an expansion: what the user wrote, manifest, check, program; or the problems met on it.

use std::time::Instant;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use runa_schema::check::check;
use runa_schema::diagnostic::render;
use runa_schema::manifest::Checked;

use crate::arguments::{self, Arguments, Taker};
use crate::crate_name::CrateName;
use crate::function::{Function, Handles};
use crate::locate::{BUILD_STAGE, Found, Surroundings};
use crate::problem::Problem;
use crate::test::Test;
use crate::{emit, failure, item, misuse};

/// `#[runa::app(…)]` on an item.
pub(crate) fn app(arguments: TokenStream, item: &TokenStream, surroundings: &Surroundings) -> TokenStream {
    timed(|| {
        let mut problems = Vec::new();
        let arguments = arguments::parse(arguments, Taker::App, &mut problems);
        let broken = !problems.is_empty();
        let function = Function::parse(item, &mut problems);
        let ops = function.as_ref().map(|function| &function.ops);
        let name = match ops {
            Some(Handles::Path(_)) => "main".into(),
            Some(Handles::Name(name)) => name.to_string(),
            None => "Ops".into(),
        };
        fit(&arguments, ops, broken, &mut problems);
        let krate = CrateName::new(arguments.krate.as_ref(), surroundings.package.as_deref(), &name);
        let read = Read::new(&arguments, surroundings, &mut problems);
        let (Some(function), true) = (&function, problems.is_empty()) else {
            return failure::of_main(&problems, &read.tracked(), &krate, function.as_ref().ok_or(item));
        };
        let (ty, made) = match &function.ops {
            Handles::Path(path) => (path.clone(), krate.import.clone()),
            Handles::Name(name) => {
                let made = read.expand(&krate, name, "pub", "", &arguments).unwrap_or_default();
                (Ident::new(&name.to_string(), function.result()).into_token_stream(), made)
            }
        };
        let start = emit::start::write(&krate.path, &ty, &arguments, function);
        quote! { #made #start }
    })
}

/// `#[runa::test(…)]` on an item.
pub(crate) fn test(arguments: TokenStream, item: &TokenStream, surroundings: &Surroundings) -> TokenStream {
    timed(|| {
        let mut problems = Vec::new();
        let arguments = arguments::parse(arguments, Taker::Test, &mut problems);
        if problems.is_empty() && arguments.stage.is_none() {
            problems.push(Problem::at(Span::call_site(), misuse::test_without_stage()));
        }
        let sound = problems.len();
        let test = Test::parse(item, &mut problems);
        let errors = failure::errors(&problems);
        match test {
            Some(test) if problems.is_empty() => {
                let name = test.name().to_string();
                let krate = CrateName::new(arguments.krate.as_ref(), surroundings.package.as_deref(), &name);
                test.expand(&krate, &arguments)
            }
            // A head that is wrong would be an error of its own.
            Some(test) if problems.len() == sound => {
                let test = test.untouched();
                quote! { #errors #test }
            }
            _ => errors,
        }
    })
}

/// `runa::manifest!(…)`.
pub(crate) fn manifest(tokens: TokenStream, surroundings: &Surroundings) -> TokenStream {
    timed(|| {
        let mut problems = Vec::new();
        let Some(item) = item::parse(tokens, &mut problems) else {
            // The most likely name, so that its uses say nothing.
            let ops = Ident::new("Ops", Span::call_site());
            let krate = CrateName::new(None, surroundings.package.as_deref(), "Ops");
            return failure::of_struct(&problems, &TokenStream::new(), &krate, &ops, &quote! { pub });
        };
        let name = item.ops.to_string();
        let krate = CrateName::new(item.arguments.krate.as_ref(), surroundings.package.as_deref(), &name);
        let read = Read::new(&item.arguments, surroundings, &mut problems);
        let visibility = item.visibility.to_string();
        let made = read.expand(&krate, &item.ops, &visibility, &item.doc, &item.arguments);
        made.filter(|_| problems.is_empty())
            .unwrap_or_else(|| failure::of_struct(&problems, &read.tracked(), &krate, &item.ops, &item.visibility))
    })
}

/// Judges whether the arguments fit the type of the parameter: a struct is made here, or it is made elsewhere.
fn fit(arguments: &Arguments, ops: Option<&Handles>, broken: bool, problems: &mut Vec<Problem>) {
    let named = arguments.names("manifest");
    match ops {
        Some(Handles::Path(path)) => {
            let written = path.to_string().replace(' ', "");
            if named {
                problems.push(Problem::about(path.clone(), misuse::made_elsewhere(&written)));
            } else if let Some((_, span)) = &arguments.stage {
                problems.push(Problem::at(*span, misuse::stage_without_manifest(&written)));
            }
        }
        // Whoever misspelt `manifest` is told that, and not that it is missing too.
        _ if named || broken => {}
        _ => problems.push(Problem::at(Span::call_site(), misuse::manifest_missing())),
    }
}

/// A manifest as far as it could be read.
#[derive(Default)]
struct Read {
    found: Option<Found>,
    checked: Option<Checked>,
    /// The only stage that is built.
    built: Option<String>,
}

impl Read {
    fn new(arguments: &Arguments, surroundings: &Surroundings, problems: &mut Vec<Problem>) -> Self {
        let mut read = Self::default();
        let Some((path, span)) = &arguments.manifest else { return read };
        let found = match surroundings.locate(path) {
            Ok(found) => read.found.insert(found),
            Err(message) => {
                problems.push(Problem::at(*span, message));
                return read;
            }
        };
        match check(&found.text) {
            Ok(manifest) => {
                // The variable is of this build, the argument of all: the variable holds.
                let argument = arguments.stage.as_ref().map(|(name, span)| ("`stage`".to_owned(), name, *span));
                let variable = surroundings.build_stage.as_ref();
                let variable = variable.map(|name| (format!("the variable `{BUILD_STAGE}`"), name, *span));
                for (named_by, name, span) in argument.into_iter().chain(variable) {
                    let stages = manifest.stages.iter().map(|stage| &*stage.name);
                    if !stages.clone().any(|stage| stage == name) {
                        problems.push(Problem::at(span, misuse::unknown_stage(&named_by, name, stages)));
                    }
                    read.built = Some(name.clone());
                }
                read.checked = Some(manifest);
            }
            Err(diagnostics) => problems
                .extend(diagnostics.iter().map(|one| Problem::at(*span, render(&found.shown, &found.text, one)))),
        }
        read
    }

    /// The struct of the handles, and everything behind it.
    fn expand(
        &self,
        krate: &CrateName,
        ops: &Ident,
        visibility: &str,
        doc: &str,
        arguments: &Arguments,
    ) -> Option<TokenStream> {
        let (manifest, found, (file, place)) =
            (self.checked.as_ref()?, self.found.as_ref()?, arguments.manifest.as_ref()?);
        let (krate, import) = (&*krate.path, &krate.import);
        let names =
            emit::Names { krate, ops: &ops.to_string(), visibility, doc, built: self.built.as_deref(), file, found };
        let modules = emit::text::tokens(&emit::modules(manifest, &names));
        let evaluated = emit::own::evaluated(manifest, &names, *place);
        Some(quote! { #import #modules #evaluated })
    }

    /// Makes rustc look at the manifest again when only that has changed.
    fn tracked(&self) -> TokenStream {
        self.found.as_ref().map(|found| emit::text::tokens(&emit::text::tracked(&found.absolute))).unwrap_or_default()
    }
}

/// For those who change this crate; see CONTRIBUTING.md.
fn timed(expand: impl FnOnce() -> TokenStream) -> TokenStream {
    let start = Instant::now();
    let tokens = expand();
    if std::env::var_os("RUNA_MACRO_TIMING").is_some() {
        eprintln!("runa: expanded the macro in {:.3} ms", start.elapsed().as_secs_f64() * 1e3);
    }
    tokens
}
