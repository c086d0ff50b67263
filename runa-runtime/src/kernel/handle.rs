//! The process, as the service holds it in its hand.

use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use runa_schema::value::Listen;
use tokio::time::{Instant, sleep, sleep_until};

use super::compose::compose;
use super::core::{Bound, Core};
use super::request::{self, Path, Recorder};
use super::server::{Limits, Server, bind};
use super::task::Policy;
use super::{Error, Phase, Result, summary, verdict};

/// How long a last look of an operator may take when the service has ended.
const ADMIN_GRACE: Duration = Duration::from_millis(500);

/// The running process: serves, tells when it ends, and can be told to end.
#[derive(Clone)]
pub struct Kernel {
    core: Arc<Core>,
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

    /// Serves `router`, and what providers serve, until the process is told to end and its last request has ended.
    ///
    /// Providers still stand when it returns; they drain and stop when `main` has ended.
    pub async fn serve(&self, router: Router) -> Result<()> {
        let core = &self.core;
        if !self.claim("serve")? {
            return Ok(());
        }
        let Listen::Tcp(address) = core.parts.server.listen else {
            return Err(Error::configuration(
                "`serve` has no address: `server.listen` is `none`; set it, or call `run` for work without HTTP",
            ));
        };
        let (offered, recorders) = self.take_offers();
        let composed = compose(router, offered, self.admin_address().is_some())?;
        let listener = bind(address, "RUNA__SERVER__LISTEN")?;
        let admin = self.start_admin(composed.admin)?;
        let mut service = self.start(listener, self.wrap(composed.service, recorders))?;
        self.running(Some(service.address()), admin.as_ref());
        core.parts.life.reached(Phase::Draining).await;
        self.drain(&mut service).await;
        close_admin(admin).await;
        Ok(())
    }

    /// Does `work` until it ends or the process is told to end; then it has `drain.grace` to end by itself. Providers are served on
    /// `server.admin`.
    pub async fn run<F, E>(&self, work: F) -> Result<()>
    where
        F: Future<Output = Result<(), E>> + Send,
        E: fmt::Display,
    {
        let core = &self.core;
        if !self.claim("run")? {
            return Ok(());
        }
        let (offered, _) = self.take_offers();
        if let (None, Some(one)) = (self.admin_address(), offered.first()) {
            let provider = one.provider;
            tracing::warn!(target: "runa", provider, "`run` serves the routes of `{provider}` nowhere: `server.admin` is not set");
        }
        let admin = self.start_admin(compose(Router::new(), offered, true)?.admin)?;
        self.running(None, admin.as_ref());
        let mut work = pin!(work);
        let given_up = async {
            core.parts.life.reached(Phase::Draining).await;
            tracing::info!(target: "runa", "draining: the work of `run` may take {:?}", core.parts.server.drain.grace);
            sleep_until(self.grace_ends()).await;
        };
        let outcome = tokio::select! {
            biased;
            outcome = &mut work => outcome.map_err(|error| Error::new(error.to_string())),
            () = given_up => {
                core.verdict.note(verdict::LATE);
                core.error("the work of `run` had not ended when `drain.grace` had passed");
                Ok(())
            }
        };
        core.shutdown();
        core.parts.life.advance(Phase::Closing);
        close_admin(admin).await;
        outcome
    }

    /// Tells the process to end, as SIGTERM does.
    pub fn shutdown(&self) {
        self.core.shutdown();
    }

    /// Waits until the process has been told to end.
    pub async fn stopping(&self) {
        self.core.listens.store(true, Ordering::Relaxed);
        self.core.parts.life.reached(Phase::Draining).await;
    }

    /// The stage that runs.
    pub fn stage(&self) -> &'static str {
        self.core.parts.stage.name
    }

    /// Starts a task whose end does not go unseen. It is dropped when the service has ended; one that must finish its work waits for
    /// [`stopping`](Self::stopping) and is waited for by `main`.
    pub fn spawn<F>(&self, name: &'static str, policy: Policy, work: F)
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        self.core.tasks.spawn(&self.core, name, policy, work);
    }

    /// Whether there is anything to do; an error when it is done already.
    fn claim(&self, what: &str) -> Result<bool> {
        if self.core.claimed.swap(true, Ordering::Relaxed) {
            return Err(Error::new(format!("`{what}` cannot be called: the process serves or runs already")));
        }
        Ok(!self.core.parts.life.is_ending())
    }

    fn admin_address(&self) -> Option<SocketAddr> {
        self.core.parts.server.admin.and_then(Listen::address)
    }

    fn take_offers(&self) -> (Vec<super::Routes>, Vec<Arc<dyn Recorder>>) {
        let mut offers = self.core.offers();
        (std::mem::take(&mut offers.routes), std::mem::take(&mut offers.recorders))
    }

    fn wrap(&self, router: Router, recorders: Vec<Arc<dyn Recorder>>) -> Router {
        let parts = &self.core.parts;
        request::wrap(
            router,
            Path {
                recorders: recorders.into(),
                life: parts.life.clone(),
                timeout: parts.server.request_timeout,
                body_limit: parts.server.body_limit.0,
            },
        )
    }

    /// The second listener. Its requests are not the service's, so nobody records them.
    fn start_admin(&self, router: Option<Router>) -> Result<Option<Server>> {
        let (Some(address), Some(router)) = (self.admin_address(), router) else { return Ok(None) };
        let listener = bind(address, "RUNA__SERVER__ADMIN")?;
        self.start(listener, self.wrap(router, Vec::new())).map(Some)
    }

    fn start(&self, listener: tokio::net::TcpListener, router: Router) -> Result<Server> {
        let settings = &self.core.parts.server;
        let limits = Limits {
            header_timeout: settings.header_timeout,
            keep_alive: settings.keep_alive,
            write_timeout: settings.write_timeout,
            max_connections: settings.max_connections,
        };
        Server::start(listener, router, limits).map_err(|error| Error::new(format!("cannot serve: {error}")))
    }

    fn running(&self, service: Option<SocketAddr>, admin: Option<&Server>) {
        let bound = Bound { service, admin: admin.map(Server::address) };
        // `claim` lets only one caller come here.
        let _ = self.core.bound.set(bound);
        self.core.parts.life.advance(Phase::Running);
        summary::say(&self.core, bound);
    }

    async fn drain(&self, service: &mut Server) {
        let core = &self.core;
        let drain = &core.parts.server.drain;
        service.leave();
        if !drain.delay.is_zero() {
            tracing::info!(target: "runa", delay = ?drain.delay, "draining: not ready any more, still serving for {:?}", drain.delay);
        }
        sleep(drain.delay.min(core.requests_deadline().saturating_duration_since(Instant::now()))).await;
        core.parts.life.advance(Phase::Closing);
        service.close().await;
        let still = service.still();
        tracing::info!(target: "runa", connections = still.connections, requests = still.busy,
            "closing: no more connections are taken");
        let grace = self.grace_ends().saturating_duration_since(Instant::now());
        if let Err(still) = service.ended(grace).await {
            core.verdict.note(verdict::LATE);
            let (connections, requests) = (still.connections, still.busy);
            core.error(&format!(
                "`drain.grace` has passed: {connections} connection{} given up, {requests} of them with a request",
                if connections == 1 { "" } else { "s" },
            ));
        }
    }

    /// When requests and work that are under way are given up.
    fn grace_ends(&self) -> Instant {
        (Instant::now() + self.core.parts.server.drain.grace).min(self.core.requests_deadline())
    }
}

/// Operators can look until the service has ended; whoever looks just then is not waited for long.
async fn close_admin(admin: Option<Server>) {
    if let Some(mut admin) = admin {
        admin.close().await;
        let _ = admin.ended(ADMIN_GRACE).await;
    }
}
