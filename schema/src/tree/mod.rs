//! The spanned tree: YAML as it was written, with a place for everything.
//!
//! Promises: never a panic; every place lies in the text, on the border of a character; every duplicate key reported with both
//! places; anchors, aliases and merge keys followed; bounded in size, depth and expansion, so that no manifest is dear to read.
//!
//! The schema is the core one of YAML 1.2: `yes` and `on` are texts. Numbers and booleans stay text that stands without quotes, for
//! whoever knows which type is wanted.

mod build;
mod fault;
mod lookalike;
mod merge;
mod parse;
mod scan;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::rc::Rc;

pub use parse::{MAX_ALIASED, MAX_ALIASES, MAX_BYTES, MAX_DEPTH, MAX_VALUES, parse};

use crate::Span;

/// A node and where it stands. Cheap to clone: an alias shares the content of its anchor, and has the span of the anchor's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The node's own text: a scalar with its quotes, a flow collection with its brackets, a block collection from its first key or
    /// dash to the end of its last value.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing stands there, or `null` or `~` without quotes. The span of nothing is the empty place behind its colon or dash.
    Null,
    /// A scalar.
    Scalar {
        /// Its text, unquoted and unescaped.
        text: Rc<str>,
        /// Whether it stands without quotes, so that it may be a number or a boolean.
        plain: bool,
    },
    /// A list.
    List {
        /// Its items.
        items: Rc<[Node]>,
        /// Whether it is written in brackets.
        flow: bool,
    },
    /// A mapping. Keys are unique; merged keys stand behind the mapping's own.
    Map {
        /// Its entries.
        entries: Rc<[Entry]>,
        /// Whether it is written in braces.
        flow: bool,
    },
}

/// A key of a mapping and what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key's text.
    pub key: Rc<str>,
    /// Where the key stands.
    pub key_span: Span,
    /// What stands behind it.
    pub value: Node,
}

/// A text as a message of one line shows it: line breaks and other control characters as escapes.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let control = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    if !text.contains(control) {
        return Cow::Borrowed(text);
    }
    let shown = text.chars().map(|c| if control(c) { c.escape_default().to_string() } else { c.to_string() });
    Cow::Owned(shown.collect())
}

/// The longest word that is shown whole, and what is shown of a longer one, in letters.
const LONGEST: usize = 200;
const SHOWN: usize = 60;

/// A text in one line, for a message: of a word that is longer than any that somebody writes by hand, the beginning.
pub fn brief(text: &str) -> Cow<'_, str> {
    let text = one_line(text);
    let long = |word: &str| word.len() > LONGEST && word.chars().count() > LONGEST;
    if !text.split(' ').any(long) {
        return text;
    }
    let cut = |word: &str| {
        // What stands round a word stays round what is left of it.
        let quoted = word.trim_end_matches([',', ';', ':', '.', '?']).ends_with('`');
        let beginning: String = word.chars().take(SHOWN).collect();
        if quoted && beginning.contains('`') { format!("{beginning}…`") } else { beginning + "…" }
    };
    let words = text.split(' ').map(|word| if long(word) { cut(word) } else { word.to_owned() });
    Cow::Owned(words.collect::<Vec<_>>().join(" "))
}

impl Node {
    /// What it is, as a message says it: "a mapping", "a list", "the text `x`", "the number `3`", "nothing".
    pub fn describe(&self) -> String {
        match &self.kind {
            Kind::Null => "nothing".into(),
            Kind::List { .. } => "a list".into(),
            Kind::Map { .. } => "a mapping".into(),
            Kind::Scalar { text, plain: true } if text.parse::<f64>().is_ok() => format!("the number `{text}`"),
            Kind::Scalar { text, plain: true } if matches!(&**text, "true" | "false") => format!("`{text}`"),
            Kind::Scalar { text, .. } if text.is_empty() => "an empty text".into(),
            Kind::Scalar { text, .. } => format!("the text `{}`", one_line(text)),
        }
    }

    /// The entries, if it is a mapping.
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.kind {
            Kind::Map { entries, .. } => Some(entries),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn items(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::List { items, .. } => Some(items),
            _ => None,
        }
    }

    /// The text, if it is a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The entry behind `key`, if it is a mapping that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries()?.iter().find(|entry| &*entry.key == key)
    }
}
