//! The process, as the service holds it in its hand.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;

use super::core::Core;
use super::life::claim::What;
use super::task::{Task, heeds, is_main};
use super::{Error, Phase, Result};

/// The running process: serves, tells when it ends, and can be told to end.
#[derive(Clone)]
pub struct Kernel {
    pub(super) core: Arc<Core>,
}

impl fmt::Debug for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = &self.core.parts;
        f.debug_struct("Kernel")
            .field("stage", &parts.stage.name)
            .field("phase", &parts.life.phase())
            .finish_non_exhaustive()
    }
}

impl Kernel {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    #[cfg(test)]
    pub(crate) const fn core(&self) -> &Arc<Core> {
        &self.core
    }

    /// Serves `router`, and what providers serve, until the process is told to end and its last request has ended.
    ///
    /// Providers still stand when it returns; they drain and stop when `main` has ended.
    #[track_caller]
    pub fn serve(&self, router: Router) -> impl Future<Output = Result<()>> + Send + use<'_> {
        self.serve_from(Location::caller(), router)
    }

    /// The same, called there.
    pub(crate) async fn serve_from(&self, at: &'static Location<'static>, router: Router) -> Result<()> {
        // Boxed, so that the future of the service's `main` stays small.
        self.told(Box::pin(self.once(What::Serve, at, self.serve_all(router))).await)
    }

    /// Does `work` until it ends or the process is told to end; then it has `drain.grace` to end by itself. Providers are served on
    /// `server.admin`.
    #[track_caller]
    pub fn run<F, E>(&self, work: F) -> impl Future<Output = Result<()>> + Send + use<'_, F, E>
    where
        F: Future<Output = Result<(), E>> + Send,
        E: fmt::Display,
    {
        self.run_from(Location::caller(), work)
    }

    /// The same, called there.
    pub(crate) async fn run_from<F, E>(&self, at: &'static Location<'static>, work: F) -> Result<()>
    where
        F: Future<Output = Result<(), E>> + Send,
        E: fmt::Display,
    {
        self.told(self.once(What::Run, at, self.run_all(work)).await)
    }

    /// Tells the process to end, as SIGTERM does.
    pub fn shutdown(&self) {
        self.core.shutdown_asked();
    }

    /// Waits until the process has been told to end.
    ///
    /// Who asks is waited for: `main`, or the task that it is asked in. What `tokio::spawn` runs, and who answers a request, is told and not
    /// waited for by this.
    pub async fn stopping(&self) {
        if !heeds() && is_main() {
            self.core.listens.store(true, Ordering::Relaxed);
        }
        self.core.parts.life.reached(Phase::Draining).await;
    }

    /// The stage that runs.
    pub fn stage(&self) -> &'static str {
        self.core.parts.stage.name
    }

    /// Starts a task whose end does not go unseen: `name` stands in the event that tells how it ended, be it by an error or a panic, and
    /// `policy` says what that means for the process. [`Policy`](super::Policy) takes a future, [`Restart`](super::Restart) a closure that
    /// makes one for each run.
    ///
    /// When `main` has ended, a task that has asked for [`stopping`](Self::stopping) has `drain.grace` to end by itself; others are dropped
    /// where they stand. It runs on the runtime of the app, whichever thread starts it.
    pub fn spawn<P>(&self, name: &'static str, policy: P, task: impl Task<P>) {
        self.core.tasks.spawn(&self.core, name, task.under(policy));
    }

    /// Remembers the code of an error that `main` is about to learn, and puts its reason into the log.
    fn told(&self, outcome: Result<()>) -> Result<()> {
        if let Err(error) = &outcome {
            self.core.verdict.returned(error.exit_code());
            self.core.returned(error);
        }
        outcome
    }

    /// Does `work`, unless that has been begun already, or the process is about to end.
    async fn once(
        &self,
        what: What,
        at: &'static Location<'static>,
        work: impl Future<Output = Result<()>>,
    ) -> Result<()> {
        let parts = &self.core.parts;
        let claimed = self.core.claim.make(what, at, parts.bound.get()).map_err(Error::new)?;
        if parts.life.is_ending() {
            return Ok(());
        }
        let outcome = work.await;
        claimed.ends(&outcome);
        outcome
    }
}
