//! An app under test that stands.

use std::fmt;
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use runa_schema::value::Address;
use tokio::time::timeout;

use super::{Client, Ended, Lines, Measured, PATIENCE, Response, run};
use crate::kernel::core::Core;
use crate::kernel::{Bound, Kernel, Phase, Result};

/// The app of one test. It derefs to the struct of the manifest, and is ended when the test ends.
pub struct App<A> {
    ops: A,
    core: Arc<Core>,
}

impl<A: fmt::Debug> fmt::Debug for App<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("ops", &self.ops).finish_non_exhaustive()
    }
}

impl<A> Deref for App<A> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.ops
    }
}

impl<A: Clone> App<A> {
    pub(super) const fn new(ops: A, core: Arc<Core>) -> Self {
        Self { ops, core }
    }

    /// The handles, as `main` would take them.
    pub fn ops(&self) -> A {
        self.ops.clone()
    }

    /// Serves `router` in the background. Gives back when connections are taken; what `serve` of the app returns later as an error fails
    /// the test.
    pub async fn serve(&self, router: Router) {
        let kernel = self.kernel();
        self.begin("serve", async move { kernel.serve(router).await }).await;
    }

    /// Does `work` in the background, as `run` of the app does, with operators served on `admin`.
    pub async fn run<F, E>(&self, work: F)
    where
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: fmt::Display + Send + 'static,
    {
        let kernel = self.kernel();
        self.begin("run", async move { kernel.run(work).await }).await;
    }

    fn kernel(&self) -> Kernel {
        Kernel::new(Arc::clone(&self.core))
    }

    async fn begin(&self, what: &'static str, working: impl Future<Output = Result<()>> + Send + 'static) {
        let core = Arc::clone(&self.core);
        let task = tokio::spawn(async move {
            if let Err(error) = working.await {
                core.fault(format!("`{what}` failed: {error}"));
            }
        });
        tokio::select! {
            biased;
            () = self.reached(Phase::Running) => {}
            _ = task => {}
        }
    }

    /// Gets a path of the service.
    pub async fn get(&self, path: &str) -> Response {
        self.client().get(path).await
    }

    /// Gets a path of the `admin` listener.
    pub async fn admin_get(&self, path: &str) -> Response {
        self.admin().get(path).await
    }

    /// A client of the service.
    pub fn client(&self) -> Client {
        let address = self.bound().and_then(|bound| first(&bound.service));
        Client::new(address.unwrap_or_else(|| panic!("nothing is served: call `app.serve(router).await` before")))
    }

    /// A client of the `admin` listener.
    pub fn admin(&self) -> Client {
        let address = self.bound().and_then(|bound| first(&bound.admin));
        let missing =
            "there is no `admin` listener: the stage sets no `server.admin`, or `app.serve(router).await` comes later";
        Client::new(address.unwrap_or_else(|| panic!("{missing}")))
    }

    fn bound(&self) -> Option<&Bound> {
        self.core.parts.bound.get()
    }

    /// What the app logs.
    pub fn log(&self) -> Lines {
        Lines::new(Arc::clone(&self.core))
    }

    /// What the app counts.
    pub fn metrics(&self) -> Measured {
        Measured(self.core.parts.metrics.clone())
    }

    /// The phases of its life until now, in their order.
    pub fn phases(&self) -> Vec<Phase> {
        self.core.parts.life.phases()
    }

    /// Waits until the app has reached a phase of its life. A test that waits too long fails.
    pub async fn reached(&self, phase: Phase) {
        let reached = timeout(PATIENCE, self.core.parts.life.reached(phase)).await;
        assert!(reached.is_ok(), "the app has not reached {phase:?} in {PATIENCE:?}");
    }

    /// What has gone wrong in the app until now. It is the test's then, and does not fail it.
    pub fn take_faults(&self) -> Vec<String> {
        self.core.parts.captured.as_ref().map(crate::kernel::captured::Captured::take_faults).unwrap_or_default()
    }

    /// Drains and stops the app now, to see how it ends.
    pub async fn end(self) -> Ended {
        let code = run::end(&self.core).await;
        let faults = self.take_faults();
        Ended { core: self.core, code, faults }
    }
}

/// Where a listener is reached: a test has every one on a free port.
fn first(addresses: &[Address]) -> Option<SocketAddr> {
    addresses.iter().find_map(Address::tcp)
}
