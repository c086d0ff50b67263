//! The road of an expansion: attribute and function, manifest, check, program; or the problems met on it.

use std::time::Instant;

use proc_macro2::TokenStream;
use runa_schema::check::check;
use runa_schema::diagnostic::render;

use crate::crate_name::CrateName;
use crate::function::Function;
use crate::locate::{Found, Surroundings};
use crate::problem::Problem;
use crate::{attribute, emit, failure};

/// `#[runa::app(…)]` on an item.
pub(crate) fn app(arguments: TokenStream, item: &TokenStream, surroundings: &Surroundings) -> TokenStream {
    let start = Instant::now();
    let mut problems = Vec::new();
    let arguments = attribute::parse(arguments, &mut problems);
    let function = Function::parse(item, &mut problems);
    let krate = CrateName::new(arguments.krate.as_ref(), surroundings.package.as_deref());
    let mut found = None;
    let mut program = None;
    if let Some((path, span)) = &arguments.manifest {
        match surroundings.locate(path) {
            Err(message) => problems.push(Problem::at(*span, message)),
            Ok(file) => {
                match check(&file.text) {
                    Ok(manifest) => program = Some(manifest),
                    Err(diagnostics) => problems
                        .extend(diagnostics.iter().map(|one| Problem::at(*span, render(&file.shown, &file.text, one)))),
                }
                found = Some(file);
            }
        }
    }
    let tokens = match (&function, &program, &found, &arguments.manifest) {
        (Some(function), Some(manifest), Some(found), Some((path, _))) if problems.is_empty() => {
            let names = emit::Names { krate: &krate.path, ops: &function.ops.to_string(), file: path, found };
            emit::program(manifest, &names, &krate.import, function)
        }
        _ => failure::tokens(&problems, &tracked(found.as_ref()), &krate, function.as_ref().ok_or(item)),
    };
    // For those who change this crate; see CONTRIBUTING.md.
    if std::env::var_os("RUNA_MACRO_TIMING").is_some() {
        eprintln!("runa: expanded the attribute in {:.3} ms", start.elapsed().as_secs_f64() * 1e3);
    }
    tokens
}

/// Makes rustc look at the manifest again when only that has changed.
fn tracked(found: Option<&Found>) -> TokenStream {
    found.map(|found| emit::text::tokens(&emit::text::tracked(&found.absolute))).unwrap_or_default()
}
