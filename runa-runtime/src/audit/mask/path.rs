//! Paths: what a route calls `{token}` is masked like a field of that name.

use std::fmt::Write;

use super::{Names, Scratch};
use crate::kernel::text::Escaped;

/// Writes `path`, with the parameters of `route` masked whose names are.
pub(in crate::audit) fn path(
    path: &str,
    route: Option<&str>,
    names: &Names,
    scratch: &mut Scratch,
    out: &mut Escaped<'_>,
) {
    let Some(route) = route.filter(|route| route.contains('{')) else { return out.text(path) };
    let mut parts = path.split('/');
    for (index, pattern) in route.split('/').enumerate() {
        if index > 0 {
            out.text("/");
        }
        let Some(part) = parts.next() else { return };
        match parameter(pattern) {
            Some(name) if names.cover(name, scratch) => {
                mask(names, out);
                if name.starts_with('*') {
                    return;
                }
            }
            _ => out.text(part),
        }
    }
    for part in parts {
        out.text("/");
        out.text(part);
    }
}

/// Writes `template`, such as `orders/{id}`, with the parameters of `route` as they are in `path`, masked if their names are.
pub(in crate::audit) fn template(
    template: &str,
    (path, route): (&str, Option<&str>),
    names: &Names,
    scratch: &mut Scratch,
    out: &mut Escaped<'_>,
) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        out.text(before);
        match value(path, route.unwrap_or_default(), name) {
            Some(_) if names.cover(name, scratch) => mask(names, out),
            Some(value) => out.text(value),
            // It is no parameter of the route, so it stands for itself.
            None => {
                let _ = write!(out, "{{{name}}}");
            }
        }
        rest = after;
    }
    out.text(rest);
}

/// The mask is escaped already, and what is escaped needs no second time: it has no character that would be.
fn mask(names: &Names, out: &mut Escaped<'_>) {
    out.raw(names.bare());
}

fn value<'a>(path: &'a str, route: &str, name: &str) -> Option<&'a str> {
    let place =
        route.split('/').position(|pattern| parameter(pattern).is_some_and(|it| it.trim_start_matches('*') == name))?;
    path.split('/').nth(place)
}

/// The name of the parameter of a part of a route.
fn parameter(pattern: &str) -> Option<&str> {
    let (_, after) = pattern.split_once('{')?;
    after.split_once('}').map(|(name, _)| name)
}
