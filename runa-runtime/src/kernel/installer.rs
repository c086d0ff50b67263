//! How a provider joins the process.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::routing::MethodRouter;
use runa_schema::settings::ServerSettings;
use runa_schema::value::Address;

use super::captured::Captured;
use super::checks::Checks;
use super::inside::Inside;
use super::journal::Journal;
use super::metrics::Metrics;
use super::panels::Panels;
use super::request::{Recorder, Witness};
use super::tail::Tail;
use super::task::{Task, Work};
use super::{Life, Result, Routes, Stage};

/// What the kernel shares with every provider. Owned by one start; nothing of it is global.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The running stage.
    pub stage: Stage,
    /// Name of the service.
    pub service: &'static str,
    /// Version of the service.
    pub version: &'static str,
    /// Settings of the kernel, as they hold.
    pub server: Arc<ServerSettings>,
    /// Where the process stands.
    pub life: Life,
    /// The checks of all providers and of the service.
    pub checks: Checks,
    /// The metrics of all providers and of the service.
    pub metrics: Metrics,
    /// What providers show of themselves.
    pub panels: Panels,
    /// Lines for the log, from those who do not know it.
    pub journal: Journal,
    /// The latest lines of the log.
    pub tail: Tail,
    /// The service's own layers of tracing, for `log`.
    #[cfg(feature = "log")]
    pub(crate) layers: super::layers::Layers,
    /// What an app under test says, instead of writing it.
    pub(crate) captured: Option<Captured>,
    /// Whether the process is not runa's, and the app has no runtime of its own.
    #[cfg(feature = "log")]
    pub(crate) guest: bool,
    /// The settings that hold, and the providers that stand.
    pub inside: Arc<Inside>,
    /// Where it listens: known once it runs.
    pub bound: Arc<OnceLock<Bound>>,
}

/// The addresses of the listeners, as they were bound.
#[derive(Clone, Debug, Default)]
pub struct Bound {
    /// Those of the service; none in a process without routes.
    pub service: Vec<Address>,
    /// Those for operators.
    pub admin: Vec<Address>,
}

impl Bound {
    /// Where operators look: their own listeners, or those of the service.
    pub fn operators(&self) -> &[Address] {
        if self.admin.is_empty() { &self.service } else { &self.admin }
    }
}

/// Something that a provider does while the process stops, within its share of the time.
pub(crate) type Ending = Box<dyn FnOnce(Duration) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> + Send>;

/// What must hold when the service begins; an error that it returns is that of `serve` or `run`.
pub(crate) type Demand = Box<dyn FnOnce() -> Result<()> + Send>;

/// A task of a provider that is not started yet.
pub(crate) struct Waiting {
    pub(crate) name: &'static str,
    pub(crate) work: Work,
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What one provider has joined.
#[derive(Default)]
pub(crate) struct Joined {
    pub(crate) routes: Vec<Routes>,
    pub(crate) recorders: Vec<Arc<dyn Recorder>>,
    pub(crate) witness: Option<Arc<dyn Witness>>,
    pub(crate) demands: Vec<Demand>,
    pub(crate) drain: Vec<Ending>,
    pub(crate) stop: Vec<Ending>,
    pub(crate) dispatch: Option<tracing::Dispatch>,
    pub(crate) tasks: Vec<Waiting>,
    /// Lines for the summary at start: what, where.
    pub(crate) urls: Vec<(&'static str, String)>,
}

impl fmt::Debug for Joined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Joined")
            .field("routes", &self.routes)
            .field("drain", &self.drain.len())
            .field("stop", &self.stop.len())
            .finish_non_exhaustive()
    }
}

/// The hand that the kernel holds out to a provider while it is installed.
#[derive(Debug)]
pub struct Installer<'a> {
    pub(crate) provider: &'static str,
    pub(crate) parts: &'a Parts,
    pub(crate) joined: Joined,
}

impl Installer<'_> {
    /// The name under which the stage lists the provider.
    pub const fn provider(&self) -> &'static str {
        self.provider
    }

    /// Stage, service, registries, phase.
    #[cfg(any(
        feature = "audit",
        feature = "cluster",
        feature = "console",
        feature = "log",
        feature = "observe",
        feature = "queue"
    ))]
    pub(crate) const fn parts(&self) -> &Parts {
        self.parts
    }

    /// The name of the running stage.
    pub const fn stage(&self) -> &'static str {
        self.parts.stage.name
    }

    /// Whether the stage is held to softer rules.
    pub const fn is_relaxed(&self) -> bool {
        self.parts.stage.relaxed
    }

    /// The name of the service.
    pub const fn service(&self) -> &'static str {
        self.parts.service
    }

    /// The version of the service.
    pub const fn version(&self) -> &'static str {
        self.parts.version
    }

    /// The checks of the process, to add some. `observe` lets them run, and shows them.
    pub const fn checks(&self) -> &Checks {
        &self.parts.checks
    }

    /// The metrics of the process, to define some. `observe` shows them.
    pub const fn metrics(&self) -> &Metrics {
        &self.parts.metrics
    }

    /// The panels of the process, to add some. `console` shows them.
    pub const fn panels(&self) -> &Panels {
        &self.parts.panels
    }

    /// Serves one route: on the `admin` listener where there is one, else beside those of the service. A path that the service has too is an
    /// error at start.
    pub fn route(&mut self, path: &str, handlers: MethodRouter) {
        let router = Router::new().route(path, handlers);
        self.routes(Routes { provider: self.provider, paths: vec![path.to_owned()], router, public: None });
    }

    /// Serves routes beside those of the service.
    #[doc(hidden)]
    pub fn routes(&mut self, routes: Routes) {
        self.joined.routes.push(routes);
    }

    /// Names a URL (its path) in the summary at start.
    pub fn url(&mut self, what: &'static str, path: String) {
        self.joined.urls.push((what, path));
    }

    /// Sees every request of the service.
    #[doc(hidden)]
    pub fn record(&mut self, recorder: Arc<dyn Recorder>) {
        self.joined.recorders.push(recorder);
    }

    /// Follows the requests of the service that it chooses, from the gate to the end. There is one witness in a process.
    #[doc(hidden)]
    pub fn witness(&mut self, witness: Arc<dyn Witness>) {
        self.joined.witness = Some(witness);
    }

    /// Asks `demand` when the service calls `serve` or `run`: whether it has given before what the provider cannot do without.
    pub fn on_serve(&mut self, demand: impl FnOnce() -> Result<()> + Send + 'static) {
        self.joined.demands.push(Box::new(demand));
    }

    /// Starts `task` when all providers are installed. It still runs while providers drain, and is dropped before this one stops.
    ///
    /// [`Policy`](super::Policy) takes a future, [`Restart`](super::Restart) a closure that makes one.
    pub fn spawn<P>(&mut self, name: &'static str, policy: P, task: impl Task<P>) {
        self.joined.tasks.push(Waiting { name, work: task.under(policy) });
    }

    /// Does `work` while the process drains: after the last request, before anything stops, in reverse order of the list. So who is
    /// listed above still takes what this one has to hand over.
    pub fn on_drain<F, W>(&mut self, work: W)
    where
        W: FnOnce() -> F + Send + 'static,
        F: Future<Output = Result<()>> + Send + 'static,
    {
        self.on_drain_within(|_| work());
    }

    /// The same, for work that must know its share of the time: what has not ended when it has passed is dropped.
    pub fn on_drain_within<F, W>(&mut self, work: W)
    where
        W: FnOnce(Duration) -> F + Send + 'static,
        F: Future<Output = Result<()>> + Send + 'static,
    {
        self.joined.drain.push(Box::new(|share| Box::pin(work(share))));
    }

    /// Does `work` at the end, when everybody has drained, in reverse order of the list.
    pub fn on_stop<F, W>(&mut self, work: W)
    where
        W: FnOnce() -> F + Send + 'static,
        F: Future<Output = Result<()>> + Send + 'static,
    {
        self.joined.stop.push(Box::new(|_| Box::pin(work())));
    }

    /// Makes `dispatch` receive the spans and events of this process's threads.
    #[doc(hidden)]
    pub fn trace(&mut self, dispatch: tracing::Dispatch) {
        self.joined.dispatch = Some(dispatch);
    }
}
