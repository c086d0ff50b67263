//! What axum says when two routers claim the same, in words that name both.
//!
//! axum panics with a sentence of its own; what it is about stands in quotes there. A sentence that a later axum words otherwise is
//! shown as it is.

/// What axum says, without a path, when two answer every other method of one.
pub(super) const BOTH_ANSWER_THE_REST: &str = "`MethodRouter`s that both have a fallback";

/// Says that `provider` and another one, or the service (`None`), claim the same; of `rest` both answer every other method.
pub(super) fn explain(provider: &str, other: Option<&str>, rest: Option<&str>, said: &str) -> String {
    let other = other.map_or_else(|| "the service".to_owned(), |other| format!("provider `{other}`"));
    let moved = "give one of them another path";
    if let Some(route) = between(said, "Handler for `", "`") {
        return format!("`{route}` is served by {other} and by provider `{provider}`; {moved}");
    }
    if let (Some(path), Some(taken)) =
        (between(said, "Invalid route \"", "\""), said.split("registered route: ").nth(1))
    {
        return if path == taken {
            format!("`{path}` is served by {other} and by provider `{provider}`; {moved}")
        } else {
            format!("`{taken}` of {other} and `{path}` of provider `{provider}` match the same paths; {moved}")
        };
    }
    if said.contains(BOTH_ANSWER_THE_REST) {
        let path = rest.map_or_else(|| "one path".to_owned(), |path| format!("`{path}`"));
        return format!(
            "{other} and provider `{provider}` both answer every other method of {path}, by `any` or `fallback`; {moved}"
        );
    }
    if said.contains("both have a fallback") {
        return format!(
            "{other} and provider `{provider}` both have a fallback, and only one can answer what has no route; the provider \
             should do without"
        );
    }
    format!("{other} and provider `{provider}` cannot be served together; axum says: {said}")
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}
