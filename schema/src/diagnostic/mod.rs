//! What is wrong with a manifest, and how to mend it.
//!
//! One file per diagnostic: its code, its prose for `explain`, the function that builds it, its test. Titles are in lower case
//! without a full stop, name stage and provider, and put what the user wrote in backticks. The primary label says what is wrong here,
//! another label shows the other place; at most one note says why, one help how to mend it, with an edit that does just that.

pub mod beyond_a_limit;
pub mod duplicate_key;
mod edit;
mod lines;
#[cfg(feature = "parser")]
mod render;
pub mod syntax;

pub use edit::apply;
pub use lines::{Lines, position};
#[cfg(feature = "parser")]
pub use render::{render, render_all};

use crate::Span;

/// One problem of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code, such as `R0205`.
    pub code: &'static str,
    /// One line that says everything, without the code.
    pub title: String,
    /// What is wrong here.
    pub primary: Label,
    /// The other places.
    pub others: Vec<Label>,
    /// Why.
    pub note: Option<String>,
    /// How to mend it.
    pub help: Option<Help>,
}

/// Words at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The words; may be empty.
    pub text: String,
}

/// How to mend a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// In words; shows the corrected line.
    pub text: String,
    /// The same as replacements in the text, disjoint, by position. Applied, this problem is gone and no other appears.
    pub edit: Vec<Replacement>,
}

/// One replacement in the manifest's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// What goes.
    pub span: Span,
    /// What comes.
    pub text: String,
}

/// What `explain` says about a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: &'static str,
    /// One line.
    pub title: &'static str,
    /// When it happens, why it is an error, and what to write instead; Markdown with an example.
    pub prose: &'static str,
}
