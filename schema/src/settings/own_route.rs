//! Routes under which the user writes groups of settings, as axum writes them: `/upload/{id}`.

use std::borrow::Cow;

/// Why a text is no route.
pub fn judge(text: &str) -> Result<(), &'static str> {
    let Some(path) = text.strip_prefix('/') else { return Err("a route begins with `/`") };
    let last = path.split('/').count() - 1;
    for (index, part) in path.split('/').enumerate() {
        part_of(part, index == last)?;
    }
    Ok(())
}

fn part_of(part: &str, is_last: bool) -> Result<(), &'static str> {
    if part.is_empty() {
        return if is_last { Ok(()) } else { Err("a route has no empty part") };
    }
    if part.starts_with([':', '<']) {
        return Err("a parameter is written `{id}`");
    }
    if part.starts_with('*') {
        return Err("what takes the rest is written `{*rest}`");
    }
    let (fixed, parameter) = match part.split_once('{') {
        None => (part, None),
        Some((fixed, rest)) => {
            let Some(name) = rest.strip_suffix('}') else { return Err("a parameter is written `{id}`") };
            (fixed, Some(name))
        }
    };
    if fixed.contains(['}', '?', '#', '<', '>']) || fixed.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("a route is a path without query, fragment and spaces");
    }
    let Some(parameter) = parameter else { return Ok(()) };
    let name = parameter.strip_prefix('*').unwrap_or(parameter);
    if name.is_empty() || name.contains(|c: char| "{}*".contains(c) || c.is_whitespace() || c.is_control()) {
        return Err("a parameter has a name: `{id}`");
    }
    if name.len() < parameter.len() && !(is_last && fixed.is_empty()) {
        return Err("only the whole of the last part takes the rest");
    }
    Ok(())
}

/// A route made of any text.
pub fn made_of(text: &str) -> String {
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<_> = path.split('/').map(str::trim).filter(|part| !part.is_empty()).collect();
    let mut made = String::new();
    for (index, part) in parts.iter().enumerate() {
        let name = part.trim_matches(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
        let name = if name.is_empty() { "id" } else { name };
        let better = match part.chars().next() {
            _ if part_of(part, index + 1 == parts.len()).is_ok() => (*part).to_owned(),
            Some('*') if index + 1 == parts.len() => format!("{{*{}}}", if part.len() == 1 { "rest" } else { name }),
            Some(':' | '{' | '<' | '[' | '*') => format!("{{{name}}}"),
            _ => name.to_owned(),
        };
        made.push('/');
        made.push_str(&better);
    }
    if judge(&made).is_ok() { made } else { "/".to_owned() }
}

/// As a name stands in the path of a setting, whose levels are joined by dots.
pub fn level(name: &str) -> Cow<'_, str> {
    if name.contains('.') { name.replace('.', "%2E").into() } else { name.into() }
}

/// The name again.
pub(crate) fn of_level(level: &str) -> String {
    level.replace("%2E", ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_as_axum_writes_it() {
        for route in ["/", "/a", "/a/", "/a/{id}", "/a/v-{id}/b", "/{*rest}", "/a/b.json", "/größe", "/~a/@b"] {
            assert_eq!(judge(route), Ok(()), "{route}");
        }
        for route in [
            "",
            "a",
            "//",
            "/a//b",
            "/:id",
            "/*rest",
            "/{}",
            "/{*}",
            "/{id}x",
            "/{a}{b}",
            "/{*rest}/a",
            "/a{*rest}",
            "/a}",
            "/a?b",
            "/a#b",
            "/a b",
            "/{a b}",
            "/{a",
            "/{a*}",
        ] {
            assert!(judge(route).is_err(), "{route}");
            assert_eq!(judge(&made_of(route)), Ok(()), "{route}");
        }
    }

    #[test]
    fn what_others_write_becomes_a_route() {
        for (text, made) in [
            ("upload", "/upload"),
            ("/upload/:id", "/upload/{id}"),
            ("/files/*rest", "/files/{*rest}"),
            ("/files/*", "/files/{*rest}"),
            ("/users/<id>/", "/users/{id}"),
            ("/a//b?x=1", "/a/b"),
            ("", "/"),
        ] {
            assert_eq!(made_of(text), made, "{text}");
        }
    }

    #[test]
    fn a_dot_in_a_name_joins_no_levels() {
        assert_eq!((level("/a"), level("/a.b/{c}")), ("/a".into(), "/a%2Eb/{c}".into()));
        assert_eq!(of_level(&level("/a.b/{c}.")), "/a.b/{c}.");
    }
}
