//! Providers of the user's own: their types, and settings that only these know.

use runa_schema::value::Shape;

use super::chance::Chance;
use super::node::Node;
use super::value;

/// Each with a type of its own, of which there is one in a stage.
const ALL: [(&str, &str); 4] = [
    ("billing", "crate::billing::Billing"),
    ("ledger", "crate::Ledger"),
    ("out_going", "::mail::Outgoing"),
    ("größe", "crate::maße::Größe"),
];
const KEYS: [&str; 8] = ["path", "limits", "rate", "seed", "token", "from", "a-b", "größe"];
const SHAPES: [Shape; 7] =
    [Shape::Text, Shape::Secret, Shape::Int, Shape::Bool, Shape::Duration, Shape::Size, Shape::Listen];

/// How deep settings lie in each other.
const DEPTH: usize = 3;

/// The types of some of them, and their settings, as `defaults` has them.
pub(super) fn defaults(chance: &mut impl Chance) -> Vec<(String, Node)> {
    let some: Vec<_> = ALL.iter().filter(|_| chance.once_in(4)).collect();
    some.into_iter().map(|one| (one.0.to_owned(), full(chance, one.1))).collect()
}

/// Entries of the list of a stage, where `known` have their types already.
pub(super) fn entries(chance: &mut impl Chance, known: &[(String, Node)]) -> Vec<Node> {
    let some: Vec<_> = ALL.iter().filter(|_| chance.once_in(3)).collect();
    let entry = |(name, ty): &(&str, &str)| {
        let known = known.iter().any(|(known, _)| known == name);
        if known && chance.once_in(2) {
            return Node::text(*name);
        }
        let settings = if known && chance.once_in(2) {
            Node::Map(vec![("config".into(), group(chance, DEPTH))])
        } else {
            full(chance, ty)
        };
        Node::Map(vec![((*name).to_owned(), settings)])
    };
    some.into_iter().map(entry).collect()
}

fn full(chance: &mut impl Chance, ty: &str) -> Node {
    let mut entries = vec![("use".to_owned(), Node::text(ty))];
    if !chance.once_in(3) {
        entries.push(("config".to_owned(), group(chance, DEPTH)));
    }
    if chance.once_in(4) {
        entries.reverse();
    }
    Node::Map(entries)
}

fn group(chance: &mut impl Chance, depth: usize) -> Node {
    let some: Vec<_> = KEYS.iter().filter(|_| chance.once_in(3)).collect();
    Node::Map(some.into_iter().map(|key| ((*key).to_owned(), setting(chance, depth))).collect())
}

fn setting(chance: &mut impl Chance, depth: usize) -> Node {
    match chance.below(6) {
        0 if depth > 0 => group(chance, depth - 1),
        1 => Node::List((0..chance.below(3)).map(|_| scalar(chance)).collect()),
        2 => {
            let mut reference = vec![("from_env".to_owned(), Node::plain("SOME_2"))];
            if chance.once_in(2) {
                reference.push(("default".to_owned(), scalar(chance)));
            }
            Node::Map(reference)
        }
        _ => scalar(chance),
    }
}

fn scalar(chance: &mut impl Chance) -> Node {
    let shape = chance.one(&SHAPES);
    value::any(chance, shape, None)
}
