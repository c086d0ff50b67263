//! Merge keys: `<<: *defaults`, or a list of mappings. The mapping's own keys win, then those of the earlier mapping.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::{Entry, Kind, Node, scan};
use crate::Span;
use crate::diagnostic::{Diagnostic, syntax};

/// Adds what the merge keys bring, each with the place where its value stands.
pub(super) fn merge(
    (text, flow): (&str, bool),
    entries: &mut Vec<Entry>,
    merges: &[(Span, Node)],
    problems: &mut Vec<Diagnostic>,
) {
    if merges.is_empty() {
        return;
    }
    let mut taken: BTreeSet<Rc<str>> = entries.iter().map(|entry| Rc::clone(&entry.key)).collect();
    for (place, node) in merges {
        let sources = match &node.kind {
            Kind::List { items, .. } => items,
            _ => std::slice::from_ref(node),
        };
        if let Some(items) = node.items().filter(|items| !items.iter().any(|item| item.entries().is_some()))
            && !items.is_empty()
        {
            let key = text[..place.start].rfind("<<");
            let alone = entries.is_empty() && merges.len() == 1 && text[place.start..].starts_with('*');
            problems.push(match key {
                Some(key) if alone => syntax::list_for_a_merge(text, Span::new(key, place.end), *place),
                key => {
                    let removal = key.map(|key| scan::without_entry(text, Span::new(key, place.end), flow));
                    syntax::merge_of_no_mapping(*place, node, removal)
                }
            });
            continue;
        }
        for source in sources {
            let Some(brought) = source.entries() else {
                // An alias that stands for nothing has been reported.
                if matches!(source.kind, Kind::Null) && text[source.span.start..].starts_with('*') {
                    continue;
                }
                let key = text[..place.start].rfind("<<").filter(|_| source.items().is_none() && source == node);
                let removal = key.map(|key| scan::without_entry(text, Span::new(key, place.end), flow));
                problems.push(syntax::merge_of_no_mapping(*place, source, removal));
                continue;
            };
            entries.extend(brought.iter().filter(|entry| taken.insert(Rc::clone(&entry.key))).cloned());
        }
    }
}
