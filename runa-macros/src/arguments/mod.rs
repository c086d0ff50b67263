//! What stands in the parentheses of the attribute, and behind the name in `runa::manifest!`.
//!
//! Read token by token instead of with a grammar, so that a mistake in one argument hides none in another.

mod runtime;
#[cfg(test)]
mod tests;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

use crate::misuse;
use crate::problem::Problem;

pub(crate) use runtime::Runtime;

/// Who takes arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taker {
    /// `#[runa::app(…)]`, which starts a process.
    App,
    /// `runa::manifest!(…)`, which makes a struct.
    Manifest,
    /// `#[runa::test(…)]`, which starts an app for a test.
    Test,
}

impl Taker {
    /// The names of its arguments.
    pub(crate) const fn takes(self) -> &'static [&'static str] {
        match self {
            Self::App => &["manifest", "stage", "layers", "runtime", "crate"],
            Self::Manifest => &["stage", "crate"],
            Self::Test => &["stage", "env", "overrides", "runtime", "crate"],
        }
    }
}

/// What was written, and the literal that holds it.
pub(crate) type Text = (String, Span);

/// The arguments that were understood.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    /// The manifest's path.
    pub(crate) manifest: Option<Text>,
    /// `crate = "…"`: the path of `runa` in the user's crate.
    pub(crate) krate: Option<Text>,
    /// `stage = "…"`: the only stage that is built.
    pub(crate) stage: Option<Text>,
    /// `layers = path`: the function that gives the user's layers of tracing.
    pub(crate) layers: Option<TokenStream>,
    /// `runtime(…)`: what is asked of tokio.
    pub(crate) runtime: Runtime,
    /// `env = [("NAME", value)]`: the variables of a test.
    pub(crate) env: Option<TokenStream>,
    /// `overrides = [("server.drain.delay", "1s")]`: the settings that a test changes.
    pub(crate) overrides: Option<TokenStream>,
    /// The names that stand there, understood or not.
    seen: Vec<String>,
}

impl Arguments {
    /// Whether an argument stands there, understood or not.
    pub(crate) fn names(&self, name: &str) -> bool {
        self.seen.iter().any(|seen| seen == name)
    }

    fn read(&mut self, argument: &[TokenTree], taker: Taker, problems: &mut Vec<Problem>) -> Result<(), Problem> {
        let all = || argument.iter().cloned().collect::<TokenStream>();
        let (name, rest) = match argument {
            [TokenTree::Ident(name), rest @ ..] => (name, rest),
            [only] if string(only).is_some() => {
                return Err(Problem::about(all(), misuse::unnamed_string(taker, &string(only).unwrap_or_default())));
            }
            _ => return Err(Problem::about(all(), misuse::not_an_argument(taker))),
        };
        let word = name.to_string();
        if !taker.takes().contains(&word.as_str()) {
            return Err(Problem::at(name.span(), misuse::unknown_argument(taker, &word)));
        }
        if self.names(&word) {
            return Err(Problem::at(name.span(), misuse::repeated_argument(&word)));
        }
        self.seen.push(word.clone());
        if word == "runtime" {
            return self.runtime.read(rest, taker, problems).map_err(|message| Problem::about(all(), message));
        }
        let value = match rest {
            [TokenTree::Punct(equals), value @ ..] if equals.as_char() == '=' => value,
            _ => &[],
        };
        if word == "layers" {
            let path = function(value).ok_or_else(|| Problem::about(all(), misuse::not_a_function()))?;
            self.layers = Some(path);
            return Ok(());
        }
        if word == "env" || word == "overrides" {
            let pairs = pairs(value).ok_or_else(|| Problem::about(all(), misuse::not_pairs(&word)))?;
            *if word == "env" { &mut self.env } else { &mut self.overrides } = Some(pairs);
            return Ok(());
        }
        let (text, span) = match value {
            [value] => string(value).filter(|text| !text.is_empty()).map(|text| (text, value.span())),
            _ => None,
        }
        .ok_or_else(|| Problem::about(all(), misuse::not_a_string(&word)))?;
        match word.as_str() {
            "manifest" => self.manifest = Some((relative(&text, span)?, span)),
            "stage" => self.stage = Some((text, span)),
            _ => {
                let rooted = rooted(&text).ok_or_else(|| Problem::at(span, misuse::not_a_crate(&text)))?;
                self.krate = Some((rooted, span));
            }
        }
        Ok(())
    }
}

/// Reads the arguments, and reports every mistake in them.
pub(crate) fn parse(tokens: TokenStream, taker: Taker, problems: &mut Vec<Problem>) -> Arguments {
    let mut arguments = Arguments::default();
    for argument in split(tokens) {
        if let Err(problem) = arguments.read(&argument, taker, problems) {
            problems.push(problem);
        }
    }
    arguments
}

/// The arguments, each without its comma. Brackets are one token, so a comma inside them is no border.
fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut arguments = vec![Vec::new()];
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => arguments.push(Vec::new()),
            token => arguments.last_mut().into_iter().for_each(|argument| argument.push(token.clone())),
        }
    }
    arguments.retain(|argument| !argument.is_empty());
    arguments
}

/// The path of a manifest as it may be written.
pub(crate) fn relative(path: &str, span: Span) -> Result<String, Problem> {
    if std::path::Path::new(path).has_root() {
        return Err(Problem::at(span, misuse::absolute_path()));
    }
    Ok(path.to_owned())
}

/// The text of a string literal. One that comes through a `macro_rules!` fragment is wrapped in an invisible group.
fn string(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Literal(literal) => {
            syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|text| text.value())
        }
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            let mut inner = group.stream().into_iter();
            let only = inner.next()?;
            inner.next().is_none().then(|| string(&only))?
        }
        _ => None,
    }
}

/// A list in which each entry is a pair in parentheses. What the pairs hold is rustc's.
fn pairs(value: &[TokenTree]) -> Option<TokenStream> {
    let [TokenTree::Group(list)] = value else { return None };
    let is_pair = |entry: &Vec<TokenTree>| match &**entry {
        [TokenTree::Group(pair)] => pair.delimiter() == Delimiter::Parenthesis && split(pair.stream()).len() == 2,
        _ => false,
    };
    let entries = split(list.stream());
    let right = list.delimiter() == Delimiter::Bracket && !entries.is_empty() && entries.iter().all(is_pair);
    right.then(|| value.iter().cloned().collect())
}

/// The path of a function: names and colons.
fn function(tokens: &[TokenTree]) -> Option<TokenStream> {
    let tokens: TokenStream = tokens.iter().cloned().collect();
    let path = syn::parse2::<syn::Path>(tokens.clone()).ok()?;
    path.segments.iter().all(|segment| segment.arguments.is_empty()).then_some(tokens)
}

/// A path that means the same inside the generated module: from the crate's root, or from an extern crate.
fn rooted(path: &str) -> Option<String> {
    let parsed = syn::parse_str::<syn::Path>(path).ok()?;
    let from_root = parsed.leading_colon.is_some() || parsed.segments.first()?.ident == "crate";
    Some(if from_root { path.to_owned() } else { format!("::{path}") })
}
