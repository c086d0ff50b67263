//! Settings of a user's own provider: what the manifest gives for them as constants, judged while the user's crate is compiled.
//!
//! Neither the macro nor the command line can see the declaration of such settings; only rustc can, when it evaluates constants. So the
//! macro writes the mapping behind `config:` as a tree of constants, and [`check`] holds it against the declaration in a `const _`: what
//! is wrong is the message of a panic in constant evaluation. At start [`given`] turns the same tree into what is resolved.
//!
//! Everything here is `const fn` and so does without traits, iterators and formatting.

mod check;
mod excerpt;
mod given;
mod judge;
mod problem;
mod say;
mod scalar;
#[cfg(test)]
mod tests;
mod words;

pub use check::check;
pub use given::given;
pub use scalar::declared;

use crate::settings::{Default, Section, Setting};

/// A manifest, for excerpts.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// As the attribute names it: `ops.yaml`.
    pub file: &'static str,
    /// Its text.
    pub text: &'static str,
    /// At which byte each of its lines begins.
    pub lines: &'static [usize],
    /// Where secrets of runa's own providers stand as literals.
    pub secrets: &'static [Place],
}

/// A stretch of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// In characters.
    pub width: u32,
}

/// A user's own provider in a stage.
#[derive(Clone, Copy, Debug)]
pub struct Own {
    /// The name of the stage.
    pub stage: &'static str,
    /// Whether it is held to softer rules.
    pub relaxed: bool,
    /// The name under which it is listed.
    pub name: &'static str,
    /// Where that stands.
    pub at: Place,
    /// What `use` names.
    pub ty: Type,
    /// The declaration of its settings.
    pub section: &'static Section,
    /// The providers of runa that it needs.
    pub needs: &'static [Need],
    /// Who is listed above it.
    pub above: &'static [&'static str],
    /// Who is listed below it.
    pub below: &'static [&'static str],
    /// What stands behind `config:`.
    pub config: &'static [Entry],
}

/// A type that `use` names.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Its path, as it is written.
    pub path: &'static str,
    /// Where that stands.
    pub at: Place,
    /// Whether it is a provider.
    pub is_provider: bool,
}

/// A provider that another needs.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    /// Its name, if it has the same in every manifest: providers of runa do.
    pub name: Option<&'static str>,
    /// Whether it may be missing.
    pub optional: bool,
}

/// A key and what stands behind it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The key.
    pub name: &'static str,
    /// Where the key stands.
    pub at: Place,
    /// What stands behind it.
    pub value: Node,
}

/// What stands behind a key, and where.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// Where it stands; for nothing, where its key does.
    pub at: Place,
    /// What it is.
    pub kind: Kind,
}

/// What can stand behind a key.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Nothing.
    Null,
    /// A scalar.
    Scalar {
        /// Its text.
        text: &'static str,
        /// Whether it stands without quotes.
        plain: bool,
    },
    /// A list.
    List(&'static [Node]),
    /// A mapping.
    Map(&'static [Entry]),
    /// `{ from_env: NAME, default: V }`
    Variable {
        /// The variable.
        name: &'static str,
        /// What holds when it is not set.
        default: Option<&'static Node>,
    },
    /// `{ from_file: PATH }`
    File {
        /// The file.
        path: &'static str,
    },
}

/// Whether it switches off a whole setting that has no default; no element of a list or a map can be `none`.
const fn is_off(setting: &Setting, node: &Node) -> bool {
    matches!(node.kind, Kind::Scalar { text, .. } if words::same(text, "none"))
        && matches!(setting.default, Default::Unset)
}

/// A key and what stands behind it, as the macro writes it.
pub const fn entry(name: &'static str, at: (u32, u32, u32), value: Node) -> Entry {
    Entry { name, at: place(at), value }
}

/// Something behind a key, as the macro writes it.
pub const fn node(at: (u32, u32, u32), kind: Kind) -> Node {
    Node { at: place(at), kind }
}

/// Line, column and width.
pub const fn place((line, column, width): (u32, u32, u32)) -> Place {
    Place { line, column, width }
}
