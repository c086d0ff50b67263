//! What stands in the parentheses of the attribute.
//!
//! Read token by token instead of with a grammar, so that a mistake in one argument hides none in another.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use runa_schema::nearest::nearest;

use crate::misuse;
use crate::problem::Problem;

/// The arguments that were understood.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    /// The manifest's path as written, and the literal that holds it.
    pub(crate) manifest: Option<(String, Span)>,
    /// `crate = "…"`: the path of `runa` in the user's crate, and the literal that holds it.
    pub(crate) krate: Option<(String, Span)>,
}

/// Arguments that a later version will take, and what serves until then.
const LATER: &[(&str, &str)] = &[
    ("layers", "remove it; `log` says what is logged"),
    ("runtime", "remove it; the service runs on tokio's runtime of several threads"),
    ("stage", "remove it and choose the stage at start: `RUNA_STAGE=prod`"),
];

/// Reads the arguments, and reports every mistake in them.
pub(crate) fn parse(tokens: TokenStream, problems: &mut Vec<Problem>) -> Arguments {
    let mut arguments = Arguments::default();
    let mut seen: Vec<String> = Vec::new();
    let before = problems.len();
    for argument in split(tokens) {
        if let Err(problem) = one(&argument, &mut arguments, &mut seen) {
            problems.push(problem);
        }
    }
    // Whoever misspelt `manifest` is told that, and not that it is missing too.
    if arguments.manifest.is_none() && problems.len() == before {
        problems.push(Problem::at(Span::call_site(), misuse::manifest_missing()));
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

fn one(argument: &[TokenTree], arguments: &mut Arguments, seen: &mut Vec<String>) -> Result<(), Problem> {
    let all = || argument.iter().cloned().collect::<TokenStream>();
    let (name, rest) = match argument {
        [TokenTree::Ident(name), rest @ ..] => (name, rest),
        [only] if string(only).is_some() => {
            return Err(Problem::about(all(), misuse::unnamed_manifest(&string(only).unwrap_or_default())));
        }
        _ => return Err(Problem::about(all(), misuse::not_an_argument())),
    };
    let word = name.to_string();
    if let Some((_, instead)) = LATER.iter().find(|(later, _)| *later == word) {
        return Err(Problem::at(name.span(), misuse::later_argument(&word, instead)));
    }
    if !matches!(word.as_str(), "manifest" | "crate") {
        let near = nearest(&word, ["manifest", "crate"].into_iter().chain(LATER.iter().map(|(later, _)| *later)));
        let later = LATER.iter().find(|(later, _)| near == Some(*later));
        let message = match later {
            Some((later, instead)) => misuse::nearly_later_argument(&word, later, instead),
            None => misuse::unknown_argument(&word, near),
        };
        return Err(Problem::at(name.span(), message));
    }
    if seen.contains(&word) {
        return Err(Problem::at(name.span(), misuse::repeated_argument(&word)));
    }
    seen.push(word.clone());
    let value = match rest {
        [TokenTree::Punct(equals), value] if equals.as_char() == '=' => string(value).map(|text| (text, value.span())),
        _ => None,
    };
    match (word.as_str(), value) {
        ("manifest", Some((path, span))) if std::path::Path::new(&path).has_root() => {
            Err(Problem::at(span, misuse::absolute_path()))
        }
        ("manifest", Some((path, span))) if !path.is_empty() => {
            arguments.manifest = Some((path, span));
            Ok(())
        }
        ("manifest", _) => Err(Problem::about(all(), misuse::not_a_string("manifest", "ops.yaml"))),
        (_, Some((path, span))) => {
            let rooted = rooted(&path).ok_or_else(|| Problem::at(span, misuse::not_a_path(&path)))?;
            arguments.krate = Some((rooted, span));
            Ok(())
        }
        (_, None) => Err(Problem::about(all(), misuse::not_a_string("crate", "runa"))),
    }
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

/// A path that means the same inside the generated module: from the crate's root, or from an extern crate.
fn rooted(path: &str) -> Option<String> {
    let parsed = syn::parse_str::<syn::Path>(path).ok()?;
    let from_root = parsed.leading_colon.is_some() || parsed.segments.first()?.ident == "crate";
    Some(if from_root { path.to_owned() } else { format!("::{path}") })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::{Arguments, parse};

    fn read(text: &str) -> (Arguments, Vec<String>) {
        let mut problems = Vec::new();
        let arguments = parse(text.parse().unwrap(), &mut problems);
        (arguments, problems.into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn takes_what_is_right() {
        for (text, krate) in [
            (r#"manifest = "ops.yaml""#, None),
            (r##"manifest = r#"ops.yaml"#,"##, None),
            (r#"crate = "ops::runa", manifest = "ops.yaml""#, Some("::ops::runa")),
            (r#"manifest = "ops.yaml", crate = "crate::runa""#, Some("crate::runa")),
            (r#"manifest = "ops.yaml", crate = "::runa""#, Some("::runa")),
        ] {
            let (arguments, problems) = read(text);
            assert_eq!(problems, [""; 0], "{text}");
            assert_eq!(arguments.manifest.unwrap().0, "ops.yaml", "{text}");
            assert_eq!(arguments.krate.map(|(path, _)| path).as_deref(), krate, "{text}");
        }
    }

    #[test]
    fn names_what_is_wrong() {
        for (text, expected) in [
            ("", "does not say where the manifest is [R0602]"),
            (r#"crate = "runa""#, "does not say where the manifest is [R0602]"),
            (r#"manfest = "ops.yaml""#, "did you mean `manifest`?"),
            (r#"colour = "red""#, "it takes `manifest` and `crate`"),
            (r#"manifest = "a", manifest = "b""#, "`manifest` is given twice [R0604]"),
            (
                r#"manifest = "a", stages = "prod""#,
                "has no argument `stages` [R0603]\n= note: `stage` comes in a later version\n= help: remove it and choose",
            ),
            (r#"manifest = "a", stage = "prod""#, "`stage` of `#[runa::app]` is not in this version [R0603]"),
            (
                r#"manifest = "a", runtime(flavor = "x", threads = 2)"#,
                "`runtime` of `#[runa::app]` is not in this version",
            ),
            (r#""ops.yaml""#, "write `manifest = \"ops.yaml\"`"),
            ("manifest", "`manifest` takes a string literal [R0605]"),
            ("manifest = ops", "`manifest` takes a string literal [R0605]"),
            (r#"manifest = """#, "`manifest` takes a string literal [R0605]"),
            (r#"manifest("ops.yaml")"#, "`manifest` takes a string literal [R0605]"),
            (r#"manifest = concat!("a", "b")"#, "`manifest` takes a string literal [R0605]"),
            (r#"manifest = "/etc/ops.yaml""#, "takes a relative path"),
            (r#"manifest = "a", crate = "1x""#, "`1x` is not the path of a crate [R0605]"),
            (r#"manifest = "a", 3"#, "an argument is a name, `=`, and a string [R0603]"),
        ] {
            let (_, problems) = read(text);
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
            assert!(problems[0].contains(expected), "{text}: {}", problems[0]);
        }
    }

    #[test]
    fn reports_all_at_once() {
        let (_, problems) = read(r#"manfest = "a", stage = "prod", "b", crate = 3"#);
        assert_eq!(problems.len(), 4, "{problems:?}");
    }
}
