//! The user's function below the attribute.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, FnArg, ReturnType, Safety, Signature, Type, Visibility};

use crate::misuse;
use crate::problem::Problem;

/// The name that the user's function gets; `main` is the one that starts everything.
pub(crate) const RENAMED: &str = "__runa_main";

/// The type of the parameter.
pub(crate) enum Handles {
    /// A name: the struct to make.
    Name(Ident),
    /// A path: a struct that `runa::manifest!` makes elsewhere.
    Path(TokenStream),
}

/// `async fn main(ops: Ops)`, its body unread: that is rustc's.
pub(crate) struct Function {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    /// With the new name.
    signature: Signature,
    /// The name as written.
    written: Ident,
    body: TokenStream,
    /// The type of the handles.
    pub(crate) ops: Handles,
    /// Whether it can stand in the expansion of an attribute that has failed.
    sound: bool,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let mut signature: Signature = input.parse()?;
        let renamed = Ident::new(RENAMED, signature.ident.span());
        let written = std::mem::replace(&mut signature.ident, renamed);
        Ok(Self {
            attributes,
            visibility,
            signature,
            written,
            body: input.parse()?,
            ops: Handles::Name(Ident::new("Ops", Span::call_site())),
            sound: true,
        })
    }
}

impl Function {
    /// Reads the function, and reports every mistake in its head. `None` if it is no function.
    pub(crate) fn parse(item: &TokenStream, problems: &mut Vec<Problem>) -> Option<Self> {
        let Ok(mut function) = syn::parse2::<Self>(item.clone()) else {
            let head = first_line(item);
            let found = format!("`{}`", head.to_string().trim_end_matches([' ', ';']));
            problems.push(Problem::about(head, misuse::not_async_main(&found)));
            return None;
        };
        let before = problems.len();
        function.judge(problems);
        function.name_struct(problems);
        function.sound = problems.len() == before;
        Some(function)
    }

    fn judge(&self, problems: &mut Vec<Problem>) {
        let signature = &self.signature;
        if self.is_unfolded_by_tokio() {
            problems.push(Problem::at(self.written.span(), misuse::runtime_above()));
        } else if signature.asyncness.is_none() || self.written != "main" {
            let asyncness = if signature.asyncness.is_some() { "async " } else { "" };
            let found = format!("`{asyncness}fn {}`", self.written);
            problems.push(Problem::at(self.written.span(), misuse::not_async_main(&found)));
        }
        problems.extend(adorned(signature).map(|(tokens, what)| Problem::about(tokens, misuse::not_plain(what))));
        for attribute in &self.attributes {
            let path = attribute.path().to_token_stream().to_string().replace(' ', "");
            if matches!(path.trim_start_matches("::"), "app" | "runa::app") {
                problems.push(Problem::about(attribute.to_token_stream(), misuse::attribute_twice(&path)));
            }
            if path.trim_start_matches("::") == "tokio::main" {
                let message = misuse::second_runtime(&format!("#[{path}]"));
                problems.push(Problem::about(attribute.to_token_stream(), message));
            }
        }
    }

    /// Whether `#[tokio::main]` stands above and has already run: it leaves a `main` that is not `async`, keeps its parameters, and
    /// puts the runtime into its body.
    fn is_unfolded_by_tokio(&self) -> bool {
        let mut missing = vec!["runtime", "Builder", "enable_all", "block_on"];
        if self.signature.asyncness.is_none() {
            strike_out(&mut missing, self.body.clone());
        }
        missing.is_empty()
    }

    fn name_struct(&mut self, problems: &mut Vec<Problem>) {
        let inputs = &self.signature.inputs;
        let typed = match inputs.first() {
            None => return problems.push(Problem::at(self.written.span(), misuse::no_parameter())),
            Some(_) if inputs.len() > 1 => {
                return problems.push(Problem::about(inputs.to_token_stream(), misuse::parameters(inputs.len())));
            }
            Some(FnArg::Typed(typed)) => typed,
            Some(other) => return problems.push(Problem::about(other.to_token_stream(), misuse::parameter_type())),
        };
        match &*typed.ty {
            Type::Path(path) if path.qself.is_none() && path.path.get_ident().is_some_and(|name| name != "Self") => {
                if let Some(name) = path.path.get_ident() {
                    self.ops = Handles::Name(name.clone());
                }
            }
            Type::Path(path)
                if path.qself.is_none() && path.path.segments.iter().all(|segment| segment.arguments.is_empty()) =>
            {
                self.ops = Handles::Path(path.to_token_stream());
            }
            other => problems.push(Problem::about(other.to_token_stream(), misuse::parameter_type())),
        }
    }

    /// The function under its new name, with its attributes and its body.
    pub(crate) fn renamed(&self) -> TokenStream {
        let mut tokens = TokenStream::new();
        if !self.attributes.iter().any(|attribute| attribute.path().is_ident("doc")) {
            // A `main` needs no documentation, and this is one no more.
            tokens.extend(quote! { #[doc(hidden)] });
        }
        for attribute in &self.attributes {
            attribute.to_tokens(&mut tokens);
        }
        self.signature.to_tokens(&mut tokens);
        tokens.extend(self.body.clone());
        tokens
    }

    /// The visibility of the user's `main`, which the generated one takes over.
    pub(crate) fn visibility(&self) -> TokenStream {
        self.visibility.to_token_stream()
    }

    /// Where it says what it returns; its name, if it does not.
    pub(crate) fn result(&self) -> Span {
        let span = match &self.signature.output {
            ReturnType::Type(_, output) => output.to_token_stream().into_iter().next().map(|token| token.span()),
            ReturnType::Default => None,
        };
        span.unwrap_or_else(|| self.written.span()).resolved_at(Span::call_site())
    }

    /// Whether its head is right, so that it can stay in the expansion although something else has failed.
    pub(crate) const fn is_sound(&self) -> bool {
        self.sound
    }
}

/// Takes the words that occur in the tokens out of `missing`.
fn strike_out(missing: &mut Vec<&str>, tokens: TokenStream) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => strike_out(missing, group.stream()),
            TokenTree::Ident(word) => missing.retain(|one| word != one),
            _ => {}
        }
    }
}

/// What an item begins with, up to its braces.
fn first_line(item: &TokenStream) -> TokenStream {
    item.clone().into_iter().take_while(|token| !matches!(token, TokenTree::Group(_))).collect()
}

/// What a signature has that neither `main` nor a test can have, each with its word.
pub(crate) fn adorned(signature: &Signature) -> impl Iterator<Item = (TokenStream, &'static str)> + use<> {
    let safety = match signature.safety {
        Safety::Default => TokenStream::new(),
        _ => signature.safety.to_token_stream(),
    };
    let all = [
        (signature.constness.to_token_stream(), "const"),
        (safety, "unsafe"),
        (signature.abi.to_token_stream(), "extern"),
        (signature.generics.to_token_stream(), "generic"),
    ];
    all.into_iter().filter(|(tokens, _)| !tokens.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::{Function, Handles};

    fn read(text: &str) -> (Option<Function>, Vec<String>) {
        let mut problems = Vec::new();
        let function = Function::parse(&text.parse().unwrap(), &mut problems);
        (function, problems.into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn takes_the_name_of_the_struct_from_the_parameter() {
        for (text, name) in [
            ("async fn main(ops: Ops) {}", "Ops"),
            (
                "/// Doc.\n#[allow(unused)] pub(crate) async fn main(cx: AppContext) -> Result<(), String> { Ok(()) }",
                "AppContext",
            ),
            ("async fn main(_: Ops) {}", "Ops"),
            ("async fn main(Ops { log, .. }: Ops) {}", "Ops"),
        ] {
            let (function, problems) = read(text);
            assert_eq!(problems, [""; 0], "{text}");
            let Handles::Name(ops) = function.unwrap().ops else { panic!("{text}") };
            assert_eq!(ops, name, "{text}");
        }
    }

    #[test]
    fn takes_a_path_as_it_is() {
        for path in ["mylib :: Ops", "crate :: ops :: Ops", "self :: Ops", ":: mylib :: Ops"] {
            let (function, problems) = read(&format!("async fn main(ops: {path}) {{}}"));
            assert_eq!(problems, [""; 0], "{path}");
            let Handles::Path(ops) = function.unwrap().ops else { panic!("{path}") };
            assert_eq!(ops.to_string(), path);
        }
    }

    #[test]
    fn keeps_all_but_the_name() {
        let (function, _) = read("/// Doc.\n#[allow(unused)] pub async fn main(mut ops: Ops) -> u8 { 3 }");
        let function = function.unwrap();
        let renamed = function.renamed().to_string();
        assert_eq!(function.visibility().to_string(), "pub");
        for part in ["doc", "allow", "async fn __runa_main (mut ops : Ops) -> u8 { 3 }"] {
            assert!(renamed.contains(part), "{renamed}");
        }
    }

    #[test]
    fn names_what_is_wrong() {
        for (text, expected) in [
            ("struct Main;", "stands on `struct Main`, not on `async fn main` [R0606]"),
            ("fn main(ops: Ops) {}", "stands on `fn main`"),
            ("async fn start(ops: Ops) {}", "stands on `async fn start`"),
            ("fn start(ops: Ops) {}", "stands on `fn start`"),
            ("async unsafe fn main(ops: Ops) {}", "cannot be unsafe [R0606]"),
            ("async fn main<T>(ops: Ops) {}", "cannot be generic [R0606]"),
            ("async fn main() {}", "does not take the handles of the providers [R0607]"),
            ("async fn main(ops: Ops, n: u8) {}", "but has 2 parameters [R0607]"),
            ("async fn main(&self) {}", "the name of the struct to make, and nothing else [R0607]"),
            ("async fn main(ops: &Ops) {}", "the name of the struct to make, and nothing else [R0607]"),
            ("async fn main(ops: Ops<u8>) {}", "the name of the struct to make, and nothing else [R0607]"),
            (
                "fn main(ops: Ops) { let body = async {}; { use tokio::runtime::Builder; \
                 return Builder::new_multi_thread().enable_all().build().expect(\"\").block_on(body); } }",
                "`#[tokio::main]` starts a runtime of its own above `#[runa::app]` [R0606]",
            ),
            (
                "#[runa::app(manifest = \"a\")] async fn main(ops: Ops) {}",
                "`#[runa::app]` stands on `main` twice [R0606]",
            ),
            ("fn main(ops: Ops) { runtime.block_on(async {}) }", "stands on `fn main`, not on `async fn main` [R0606]"),
            ("#[tokio::main] async fn main(ops: Ops) {}", "remove `#[tokio::main]`"),
            ("#[::tokio::main(flavor = \"current_thread\")] async fn main(ops: Ops) {}", "[R0606]"),
        ] {
            let (_, problems) = read(text);
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
            assert!(problems[0].contains(expected), "{text}: {}", problems[0]);
        }
    }
}
