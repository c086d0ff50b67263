//! The manifest as checked: what the macro expands and the command line shows.

pub(crate) mod draft;

use std::ops::Deref;
use std::rc::Rc;

use crate::Span;
use crate::provider::Row;
use crate::resolve::Given;
use crate::tree::Node;

/// A manifest that has passed every check. Only [`check`](crate::check::check) makes one, so an unchecked manifest cannot be
/// expanded.
#[derive(Clone, Debug)]
pub struct Checked(pub(crate) Manifest);

impl Deref for Checked {
    type Target = Manifest;

    fn deref(&self) -> &Manifest {
        &self.0
    }
}

/// What a manifest says.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// Name of the service.
    pub service: String,
    /// Its version, if it is not the crate's.
    pub version: Option<String>,
    /// The stage of debug builds that name none.
    pub default_stage: Option<String>,
    /// In the order of the manifest.
    pub stages: Vec<Stage>,
    /// Where secrets stand as literals: nobody shows them.
    pub secrets: Rc<[Span]>,
}

/// One stage.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// Whether it is held to softer rules. Every other stage is production.
    pub relaxed: bool,
    /// Settings of the kernel: those of the top level, refined by those of the stage.
    pub server: Vec<Given>,
    /// In install order.
    pub providers: Vec<Listed>,
}

/// A provider of the user's own, as a stage has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// The path of its type.
    pub ty: String,
    /// Where it stands.
    pub used: Span,
    /// What stands behind `config`, if anything does.
    pub config: Option<Node>,
}

/// A provider that a stage lists.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its name, which is its field in `Ops`.
    pub name: String,
    /// What runa knows about it; nothing about one of the user's own.
    pub row: &'static Row,
    /// What the manifest says of it if it is the user's own.
    pub own: Option<Own>,
    /// Its settings: those of `defaults`, refined by those of the stage.
    pub given: Vec<Given>,
    /// Line of its entry.
    pub line: u32,
    /// Column of its entry.
    pub column: u32,
}
