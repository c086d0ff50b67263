//! What a provider is.

use std::future::Future;

use runa_schema::settings::Settings;

use super::needs::Needs;
use super::{Installer, Result};

/// The handles that the provider `P` needs, as a tuple.
pub type Handles<P> = <<P as Provider>::Needs as Needs>::Handles;

/// A capability that a stage can list: one of runa's, or one of your own, which the manifest names with `use:`.
///
/// Its life is install → drain → stop. It joins the process in [`install`](Self::install): checks, metrics, routes, recorders, tasks, and
/// what is to be done while draining and at the end, all through the [`Installer`].
pub trait Provider: Sized + 'static {
    /// The name that it has in every manifest. Providers of runa have one; others are called as the manifest says.
    #[doc(hidden)]
    const NAME: Option<&'static str> = None;
    /// Whether it is one. The stand-in for a type that is none says no.
    #[doc(hidden)]
    const IS_PROVIDER: bool = true;

    /// Its settings.
    type Config: Settings + Send;
    /// The providers that it needs, as a tuple: `()`, `(Log,)`, `(Log, Option<Cluster>)`. They stand above it in every stage that lists it;
    /// one in an `Option` only where the stage lists it. [`install`](Self::install) is handed their handles.
    type Needs: Needs;
    /// What it gives to the service: a field of `Ops`, cheap to clone.
    type Handle: Clone + Send + Sync + 'static;

    /// Makes it part of the process.
    fn install(
        config: Self::Config,
        needs: Handles<Self>,
        installer: &mut Installer<'_>,
    ) -> impl Future<Output = Result<Self::Handle>> + Send;
}
