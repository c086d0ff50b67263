//! What a provider is.

use std::future::Future;

use runa_schema::settings::Settings;

use super::{Installer, Result};

/// A capability that a stage can list.
///
/// Its life is install → drain → stop. It joins the process in [`install`](Self::install): checks, metrics, routes, recorders, tasks, and
/// what is to be done while draining and at the end, all through the [`Installer`].
pub trait Provider: 'static {
    /// Its settings.
    type Config: Settings + Send;
    /// Handles of the providers that it needs, as a tuple: `()`, `(Log,)`, `(Log, Option<Cluster>)`.
    type Needs: Send;
    /// What it gives to the service: a field of `Ops`, cheap to clone.
    type Handle: Clone + Send + Sync + 'static;

    /// Makes it part of the process.
    fn install(
        config: Self::Config,
        needs: Self::Needs,
        installer: &mut Installer<'_>,
    ) -> impl Future<Output = Result<Self::Handle>> + Send;
}
