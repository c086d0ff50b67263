//! A manifest before it is text, and the many ways in which it can be written.

use std::fmt::Write as _;

use super::chance::Chance;

/// What stands in a manifest.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// A scalar that stands without quotes, right or wrong.
    Plain(String),
    /// A scalar in quotes where it needs them.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// A mapping. Keys may stand twice.
    Map(Vec<(String, Self)>),
    /// Another with an anchor.
    Anchor(&'static str, Box<Self>),
}

impl Node {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::Plain(text.into())
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// The text of a manifest.
pub(super) fn text(chance: &mut impl Chance, root: &Node) -> String {
    let mut out = String::new();
    if chance.once_in(30) {
        out.push('\u{feff}');
    }
    block(chance, &mut out, root, 0);
    if chance.once_in(20) { out.replace('\n', "\r\n") } else { out }
}

/// In a block: what is written begins behind a colon or a dash, and ends with a line break.
fn block(chance: &mut impl Chance, out: &mut String, node: &Node, indent: usize) {
    let node = match node {
        Node::Anchor(name, inner) => {
            let _ = write!(out, " &{name}");
            inner
        }
        node => node,
    };
    let empty =
        matches!(node, Node::List(items) if items.is_empty()) || matches!(node, Node::Map(map) if map.is_empty());
    // The root is a block, and so is what is large.
    let flow = indent > 0 && (empty || chance.below(1 + indent / 2) > 1);
    match node {
        Node::List(items) if !flow && !items.is_empty() => {
            out.push('\n');
            for item in items {
                let _ = write!(out, "{:indent$}-", "");
                block(chance, out, item, indent + 2);
            }
        }
        Node::Map(entries) if !flow && !entries.is_empty() => {
            let behind_dash = out.ends_with('-') && chance.below(4) > 0;
            if !out.is_empty() && !out.ends_with('\u{feff}') {
                out.push(if behind_dash { ' ' } else { '\n' });
            }
            for (index, (key, value)) in entries.iter().enumerate() {
                if index > 0 || !behind_dash {
                    let _ = write!(out, "{:indent$}", "");
                }
                quoted(chance, out, key, false);
                out.push(':');
                block(chance, out, value, indent + 2);
            }
        }
        node => {
            out.push(' ');
            inline(chance, out, node);
            if chance.once_in(16) {
                out.push_str(" # why");
            }
            out.push('\n');
        }
    }
}

/// In one line.
fn inline(chance: &mut impl Chance, out: &mut String, node: &Node) {
    match node {
        Node::Plain(text) => out.push_str(text),
        Node::Text(text) => quoted(chance, out, text, true),
        Node::Anchor(name, inner) => {
            let _ = write!(out, "&{name} ");
            inline(chance, out, inner);
        }
        Node::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                inline(chance, out, item);
            }
            out.push(']');
        }
        Node::Map(entries) => {
            out.push_str(if entries.is_empty() { "{" } else { "{ " });
            for (index, (key, value)) in entries.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                quoted(chance, out, key, false);
                out.push_str(": ");
                inline(chance, out, value);
            }
            out.push_str(if entries.is_empty() { "}" } else { " }" });
        }
    }
}

/// A text, in quotes where it would be read as something else, and sometimes where not. A value that is meant as text must not be read
/// as a number or a boolean.
fn quoted(chance: &mut impl Chance, out: &mut String, text: &str, value: bool) {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "_-/.<".contains(c);
    let other = value && (text.parse::<f64>().is_ok() || matches!(text, "true" | "false" | "null" | "~"));
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || "_/<".contains(c)) && text.chars().all(harmless);
    let single = !text.chars().any(char::is_control) && chance.once_in(3);
    if plain && !other && !chance.once_in(12) {
        out.push_str(text);
    } else if single {
        let _ = write!(out, "'{}'", text.replace('\'', "''"));
    } else {
        out.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                c => out.push(c),
            }
        }
        out.push('"');
    }
}
