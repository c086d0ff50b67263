//! From text to tree, on the events of granit-parser.

use granit_parser::{Event, Parser, Span as Place};

use super::build::Builder;
use super::{Kind, Node, fault, lookalike, scan};
use crate::Span;
use crate::diagnostic::{Diagnostic, beyond_a_limit, syntax};

/// Longest text.
pub const MAX_BYTES: usize = 1 << 20;
/// Deepest nesting.
pub const MAX_DEPTH: usize = 64;
/// Most values that the text itself may hold.
pub const MAX_VALUES: usize = 50_000;
/// Most aliases.
pub const MAX_ALIASES: usize = 1_000;
/// Most values that aliases may add.
pub const MAX_ALIASED: usize = 10_000;

/// Most problems that are looked for: five times as many as are shown at once.
const MAX_PROBLEMS: usize = 100;

/// Reads a manifest's text. `Err` holds everything that is wrong with it as YAML, by position: each duplicate key, tag or alias, and
/// at most one syntax error, because nothing behind it can be read.
pub fn parse(text: &str) -> Result<Node, Vec<Diagnostic>> {
    if text.len() > MAX_BYTES {
        return Err(vec![beyond_a_limit::too_long(text.len(), MAX_BYTES)]);
    }
    if let Some(at) = scan::lone_return(text) {
        return Err(vec![syntax::lone_return(text, at)]);
    }
    if let Some(blank) = lookalike::blank(text) {
        return Err(vec![blank]);
    }
    let options = granit_parser::options! { emit_unresolved_aliases: true, emit_anchor_events: true };
    let mut builder = Builder::new(text);
    let mut documents = 0;
    for event in Parser::new_from_str_with_options(text, options) {
        let stop = match event {
            Err(error) => Some(fault::explain(text, &error, &builder)),
            Ok((Event::DocumentStart(..), place)) if documents > 0 => {
                Some(syntax::second_document(text, fault::first_word(text, span(&place).start)))
            }
            Ok((Event::DocumentStart(..), _)) => {
                documents += 1;
                None
            }
            Ok((event, place)) => builder.take(event, &place).err().map(|last| *last),
        };
        if let Some(last) = stop {
            builder.problems.push(last);
            break;
        }
        if builder.problems.len() >= MAX_PROBLEMS {
            break;
        }
    }
    let Builder { mut problems, root, .. } = builder;
    if problems.is_empty() {
        return Ok(root.unwrap_or(Node { span: Span::default(), kind: Kind::Null }));
    }
    problems.sort_by_key(|problem| problem.primary.span);
    Err(problems)
}

/// The bytes of a place.
pub(super) fn span(place: &Place) -> Span {
    // A parser over a `&str` knows every byte offset.
    place.byte_range().map_or(Span::default(), |range| Span::new(range.start, range.end.max(range.start)))
}
