//! What the tree promises.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod limits;
mod mutations;
mod shapes;
mod slips;

use crate::diagnostic::render_all;
use crate::tree::{Kind, Node, parse};

/// A node as one line of text, to be compared.
fn show(node: &Node) -> String {
    match &node.kind {
        Kind::Null => "null".into(),
        Kind::Scalar { text, plain: true } => text.to_string(),
        Kind::Scalar { text, .. } => format!("{text:?}"),
        Kind::List { items, .. } => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
        Kind::Map { entries, .. } => {
            let entries: Vec<_> =
                entries.iter().map(|entry| format!("{}: {}", entry.key, show(&entry.value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

fn tree(text: &str) -> String {
    match parse(text) {
        Ok(node) => show(&node),
        Err(problems) => panic!("{text:?}\n{}", render_all("ops.yaml", text, &problems).join("\n")),
    }
}

/// What is shown for a text that must be refused.
fn refused(text: &str) -> String {
    let problems = parse(text).unwrap_err();
    format!("{}\n", render_all("ops.yaml", text, &problems).join("\n\n"))
}
