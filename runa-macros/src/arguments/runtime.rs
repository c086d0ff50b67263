//! `runtime(flavor = "…", worker_threads = N)`: what is asked of tokio, judged by the declaration that also serves overrides.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use runa_schema::provider::RUNTIME_SECTION;
use runa_schema::settings::{Kind, Setting};
use runa_schema::value::{Shape, Value};

use super::{Taker, split, string};
use crate::misuse;
use crate::problem::Problem;

/// The settings that were understood, by their names.
#[derive(Debug, Default)]
pub(crate) struct Runtime(pub(crate) Vec<(&'static str, Value)>);

impl Runtime {
    /// Reads what stands behind the word `runtime`.
    pub(super) fn read(&mut self, rest: &[TokenTree], taker: Taker, problems: &mut Vec<Problem>) -> Result<(), String> {
        let arguments = match rest {
            [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => split(group.stream()),
            _ => Vec::new(),
        };
        if arguments.is_empty() {
            return Err(misuse::not_a_runtime());
        }
        let mut seen = Vec::new();
        let mut threads = None;
        for argument in &arguments {
            match self.one(argument, taker, &mut seen) {
                Ok("worker_threads") => threads = Some(argument),
                Ok(_) => {}
                Err(problem) => problems.push(problem),
            }
        }
        let one = self.0.iter().any(|(_, value)| matches!(value, Value::Text(flavor) if flavor == "current_thread"));
        if let Some(threads) = threads.filter(|_| one) {
            problems.push(Problem::about(all(threads), misuse::threads_without_effect()));
        }
        Ok(())
    }

    fn one(&mut self, argument: &[TokenTree], taker: Taker, seen: &mut Vec<String>) -> Result<&'static str, Problem> {
        let [TokenTree::Ident(name), rest @ ..] = argument else {
            return Err(Problem::about(all(argument), misuse::not_a_runtime()));
        };
        let word = name.to_string();
        let Some(setting) = RUNTIME_SECTION.find(&word) else {
            return Err(Problem::at(name.span(), misuse::unknown_in_runtime(taker, &word)));
        };
        if seen.contains(&word) {
            return Err(Problem::at(name.span(), misuse::repeated_argument(&word)));
        }
        seen.push(word);
        let text = match (setting.kind, rest) {
            (Kind::Scalar(Shape::Int), [TokenTree::Punct(equals), value]) if equals.as_char() == '=' => number(value),
            (_, [TokenTree::Punct(equals), value]) if equals.as_char() == '=' => string(value),
            _ => None,
        };
        let value = value(setting, text).map_err(|message| Problem::about(all(argument), message))?;
        self.0.push((setting.name, value));
        Ok(setting.name)
    }
}

/// The value, as the declaration has it.
fn value(setting: &Setting, text: Option<String>) -> Result<Value, String> {
    let Kind::Scalar(shape) = setting.kind else { return Err(misuse::not_a_runtime()) };
    let Some(text) = text else { return Err(misuse::not_of_the_shape(setting.name, shape)) };
    let value = shape.parse(&text).map_err(|wrong| misuse::wrong_in_runtime(setting.name, &text, shape, &wrong))?;
    match setting.outside(&value) {
        Some(range) => Err(misuse::out_of_range(setting.name, &text, range)),
        None => Ok(value),
    }
}

/// The digits of a literal of a whole number.
fn number(token: &TokenTree) -> Option<String> {
    syn::parse_str::<syn::LitInt>(&token.to_string()).ok().map(|number| number.base10_digits().to_owned())
}

fn all(tokens: &[TokenTree]) -> TokenStream {
    tokens.iter().cloned().collect()
}
