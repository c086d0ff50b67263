//! What people get wrong, at a place that chance picks.

use runa_schema::provider::{PROVIDERS, SERVER_SECTION};
use runa_schema::settings::{Kind, Section};

use super::chance::Chance;
use super::node::Node;

const SCALARS: [&str; 26] = [
    "",
    "3",
    "-1",
    "1.5",
    "1e400",
    "2 s",
    "5sec",
    "10MB",
    "yes",
    "null",
    "~",
    "none",
    "info",
    "${X}",
    "{{ x }}",
    "*a",
    "!!str 1",
    "|",
    "é",
    "\"open",
    "0.0.0.0",
    ":8080",
    "99999999999999999999",
    "redis:6379",
    "'",
    "log observe",
];
const KEYS: [&str; 12] =
    ["", "<<", "use", "with", "name", "enabled", "x-a", "drain.total", "log", "größe", "from_env", "a b"];

/// Spoils one place: down, until chance says that it is here.
pub(super) fn spoil(chance: &mut impl Chance, node: &mut Node) {
    let stop = chance.once_in(4);
    match node {
        Node::List(items) if !items.is_empty() && !stop => {
            let at = chance.below(items.len());
            spoil(chance, &mut items[at]);
        }
        Node::Map(entries) if !entries.is_empty() && !stop => {
            let at = chance.below(entries.len());
            spoil(chance, &mut entries[at].1);
        }
        Node::List(items) if !chance.once_in(3) => list(chance, items),
        Node::Map(entries) if !chance.once_in(3) => map(chance, entries),
        whole => *whole = instead(chance, whole.clone()),
    }
}

/// What stands in the place of a whole node.
fn instead(chance: &mut impl Chance, node: Node) -> Node {
    match (chance.below(7), node) {
        (0 | 1, _) => Node::plain(chance.one(&SCALARS)),
        (2, node) => Node::List(vec![node]),
        (3, node) => Node::Map(vec![(word(chance), node)]),
        (4, node) => Node::Anchor(chance.one(&["a", "b"]), Box::new(node)),
        (_, Node::Map(entries)) => Node::List(entries.into_iter().map(|entry| Node::Map(vec![entry])).collect()),
        (_, Node::List(items)) => Node::Map(items.into_iter().map(|item| (word(chance), item)).collect()),
        (_, Node::Plain(text)) => Node::Plain(typo(chance, &text)),
        (_, Node::Text(text)) => Node::Text(typo(chance, &text)),
        (_, node) => node,
    }
}

fn list(chance: &mut impl Chance, items: &mut Vec<Node>) {
    if items.is_empty() {
        return items.push(Node::plain(word(chance)));
    }
    let (at, other) = (chance.below(items.len()), chance.below(items.len()));
    match chance.below(4) {
        0 => items.swap(at, other),
        1 => items.push(items[at].clone()),
        2 => drop(items.remove(at)),
        _ => items.push(Node::plain(word(chance))),
    }
}

fn map(chance: &mut impl Chance, entries: &mut Vec<(String, Node)>) {
    if entries.is_empty() {
        return entries.push((word(chance), Node::plain(chance.one(&SCALARS))));
    }
    let (at, other) = (chance.below(entries.len()), chance.below(entries.len()));
    match chance.below(6) {
        0 => entries[at].0 = typo(chance, &entries[at].0),
        1 => entries[at].0 = word(chance),
        2 => entries.push(entries[at].clone()),
        3 => drop(entries.remove(at)),
        4 => entries.swap(at, other),
        _ => entries.push((word(chance), Node::plain(chance.one(&SCALARS)))),
    }
}

/// A word of the manifest, or one that others have in its place.
pub(crate) fn word(chance: &mut impl Chance) -> String {
    let row = &PROVIDERS[chance.below(PROVIDERS.len())];
    match chance.below(5) {
        0 => row.name.to_owned(),
        1 => chance.one(&KEYS).to_owned(),
        2 => setting(chance, SERVER_SECTION).to_owned(),
        _ => setting(chance, row.section).to_owned(),
    }
}

fn setting(chance: &mut impl Chance, section: &'static Section) -> &'static str {
    if section.settings.is_empty() {
        return "settings";
    }
    let setting = &section.settings[chance.below(section.settings.len())];
    match setting.kind {
        Kind::Group(inner) | Kind::Groups(inner) if chance.once_in(2) => self::setting(chance, inner),
        _ => setting.name,
    }
}

/// One letter too few, too many, or in the wrong place.
fn typo(chance: &mut impl Chance, text: &str) -> String {
    let mut letters: Vec<_> = text.chars().collect();
    if letters.is_empty() {
        return "x".into();
    }
    let (at, other) = (chance.below(letters.len()), chance.below(letters.len()));
    match chance.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[other]),
        2 => letters.swap(at, other),
        _ => letters[at] = chance.one(&['-', '.', 'X', ' ', 'é']),
    }
    letters.into_iter().collect()
}
