//! Keys that only hold an anchor, as other formats allow them: the anchor moves to where it is used first.

use super::mend::{Edit, Mend};
use crate::Span;
use crate::diagnostic::Replacement;
use crate::tree::{Entry, Node};

/// The help and the edit that move the anchor of an entry of `map` to its first alias. Nothing can be told where the anchor is inside
/// the value, or the value has lines that braces cannot hold.
pub(super) fn moved(mend: Mend<'_>, map: &Node, entry: &Entry) -> Option<(String, Edit)> {
    let whole = mend.entry(map, entry)?;
    let behind = mend.text[entry.key_span.end..whole.end].trim_start().strip_prefix(':')?.trim_start();
    let name = name_of(behind.strip_prefix('&')?)?;
    let inner = &mend.text[entry.value.span.start..whole.end];
    let value = mend.flow(&entry.value).filter(|value| !value.contains('\n') && !inner.contains('&'))?;
    let alias = first_alias(mend.text, whole.end, name)?;
    let lines = Span::new(mend.line_start(whole.start), mend.line_end(whole.end));
    mend.indent(whole.start)?;
    // What it holds may be a secret, so the help does not repeat it.
    let help = format!("take `{}` out, and write its value with `&{name}` where it is used first", entry.key);
    let written = format!("&{name} {value}");
    Some((help, Some(vec![Replacement::new(lines, ""), Replacement::new(alias, written)])))
}

/// The name of an anchor or alias that a text begins with.
fn name_of(text: &str) -> Option<&str> {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}'));
    Some(&text[..end.unwrap_or(text.len())]).filter(|name| !name.is_empty())
}

/// The first alias of a name behind a place.
fn first_alias(text: &str, from: usize, name: &str) -> Option<Span> {
    let stars = text[from..].match_indices('*').map(|(at, _)| from + at);
    let is_it =
        |at: &usize| name_of(&text[at + 1..]) == Some(name) && text[..*at].ends_with([' ', '[', ',', '{', '\n']);
    stars.filter(is_it).map(|at| Span::new(at, at + 1 + name.len())).next()
}
