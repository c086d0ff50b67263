//! What the macro generates: the manifest as constants, and the type that installs it.

use std::future::Future;

use runa_schema::own::{Entry, Own, Type};
use runa_schema::resolve::Given;
use runa_schema::settings::{Section, Settings};

use super::needs::Needs;
use super::{Provider, Result};

/// A type made from a manifest: its fields are the handles of the providers.
///
/// `#[runa::app]` and `runa::manifest!` implement it, and nobody else does. It is for code that serves any service: what the manifest says
/// is there as constants.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not made from a manifest [R0607]",
    label = "`runa::manifest!` does not make this type",
    note = "a library writes `runa::manifest!(\"ops.yaml\" as Ops);`, and `main` takes `ops: library::Ops`; without a library it is `#[runa::app(manifest = \"ops.yaml\")]` and `ops: Ops`"
)]
pub trait App: Clone + Send + Sync + Sized + 'static {
    /// What the manifest says.
    const MANIFEST: Manifest;

    /// Installs the providers of the stage that `start` was made for, in the order of its list.
    fn install(start: &mut super::life::start::Start) -> impl Future<Output = Result<Self>> + Send;
}

/// A manifest as constants.
#[derive(Clone, Copy, Debug)]
pub struct Manifest {
    /// The manifest as the attribute names it: `ops.yaml`.
    pub file: &'static str,
    /// Name of the service.
    pub service: &'static str,
    /// Version of the service.
    pub version: &'static str,
    /// The stage of debug builds when `RUNA_STAGE` names none.
    pub default_stage: Option<&'static str>,
    /// In the order of the manifest.
    pub stages: &'static [Stage],
}

/// One stage as constants.
#[derive(Clone, Copy, Debug)]
pub struct Stage {
    /// Its name.
    pub name: &'static str,
    /// Whether it is held to softer rules.
    pub relaxed: bool,
    /// Settings of the kernel.
    pub server: &'static [Given],
    /// In install order.
    pub providers: &'static [Listed],
}

/// A provider of a stage as constants.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    /// Its name.
    pub name: &'static str,
    /// The declaration of its settings.
    pub section: &'static Section,
    /// What the manifest gives.
    pub given: &'static [Given],
    /// What stands behind `config`, for one of the user's own.
    pub config: &'static [Entry],
    /// Line of its entry.
    pub line: u32,
    /// Column of its entry.
    pub column: u32,
}

/// One provider of a stage, for generated code.
pub const fn listed<P: Provider>(name: &'static str, line: u32, column: u32, given: &'static [Given]) -> Listed {
    Listed { name, section: <P::Config as Settings>::SECTION, given, config: &[], line, column }
}

/// A provider of the user's own as the checks see it, for generated code.
pub const fn checked<P: Provider>(
    (stage, relaxed): (&'static str, bool),
    (name, at): (&'static str, (u32, u32, u32)),
    (ty, used): (&'static str, (u32, u32, u32)),
    above: &'static [&'static str],
    below: &'static [&'static str],
    config: &'static [Entry],
) -> Own {
    let (section, needs) = (<P::Config as Settings>::SECTION, <P::Needs as Needs>::NEEDED);
    let (at, used) = (runa_schema::own::place(at), runa_schema::own::place(used));
    let ty = Type { path: ty, at: used, is_provider: P::IS_PROVIDER };
    Own { stage, relaxed, name, at, ty, section, needs, above, below, config }
}

/// One of them in a stage, for generated code.
pub const fn listed_own<P: Provider>(name: &'static str, line: u32, column: u32, config: &'static [Entry]) -> Listed {
    Listed { name, section: <P::Config as Settings>::SECTION, given: &[], config, line, column }
}
