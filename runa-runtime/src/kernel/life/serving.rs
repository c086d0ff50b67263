//! What `serve` and `run` do: listeners are opened, everybody's routes put together, and all of it drained when the process is told to end.

use std::collections::HashSet;
use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use http::HeaderName;
use runa_schema::value::{Address, Header};
use tokio::time::{Instant, sleep, sleep_until};

use super::{summary, verdict};
use crate::kernel::compose::{compose, known};
use crate::kernel::given_up::GivenUp;
use crate::kernel::installer::Bound;
use crate::kernel::request::{Front, Path, Proxies, Recorder, Witness};
use crate::kernel::server::{Limits, Listeners, Server, Tls, bind};
use crate::kernel::{Error, Kernel, Phase, Result, Routes};

/// How long a last look of an operator may take when the service has ended.
const ADMIN_GRACE: Duration = Duration::from_millis(500);

impl Kernel {
    pub(crate) async fn serve_all(&self, router: Router) -> Result<()> {
        let core = &self.core;
        let _serving = core.serving.lock().await;
        if core.parts.server.listen.0.is_empty() {
            return Err(Error::configuration(
                "`serve` has no address: `server.listen` is `none`; set it, or call `run` for work without HTTP",
            ));
        }
        self.ask_demands()?;
        let witness = self.core.offers().witness.take();
        let (offered, recorders) = self.take_offers();
        self.warn_of_idle_admin(&offered);
        known(&router, core.parts.server.routes.0.iter().map(|(route, _)| route.as_str()))?;
        let composed = compose(router, offered, !self.admin().is_empty())?;
        let tls = self.tls()?;
        let listeners = self.open("listen", &core.parts.server.listen.0)?;
        // What stays beside the service although there is a listener for operators is only looked at.
        let beside = if composed.admin.is_some() { Arc::default() } else { Arc::clone(&composed.own) };
        let (admin, looking) = self.start_admin(composed.admin, composed.own, witness.clone())?;
        let given_up = Arc::<GivenUp>::default();
        let router = self.wrap(composed.service, beside, recorders, witness, Arc::clone(&given_up));
        let _watching = tls.clone().map(|tls| tls.join(&core.parts)).transpose()?;
        let (service, accepting) = self.start(listeners, router, tls, given_up);
        // There is one `serve` in a process.
        let _ = core.guests.set(service.guests());
        let life = async {
            self.running(service.addresses(), admin.as_ref());
            core.parts.life.reached(Phase::Draining).await;
            self.drain(&service).await;
            close_admin(admin).await;
        };
        // Both accept loops end when they are told to.
        tokio::join!(life, accepting, looking);
        Ok(())
    }

    pub(crate) async fn run_all<F, E>(&self, work: F) -> Result<()>
    where
        F: Future<Output = Result<(), E>> + Send,
        E: fmt::Display,
    {
        let _serving = self.core.serving.lock().await;
        self.ask_demands()?;
        let witness = self.core.offers().witness.take();
        let (offered, _) = self.take_offers();
        if let (true, Some(one)) = (self.admin().is_empty(), offered.first()) {
            let provider = one.provider;
            tracing::warn!(target: "runa", provider, "`run` serves the routes of `{provider}` nowhere: `server.admin` is not set");
        }
        self.warn_of_idle_admin(&offered);
        let looked_at = !self.admin().is_empty() && !offered.is_empty();
        if let Some(text) = self.core.parts.inside.unheeded().by_run(looked_at) {
            self.core.warn(&text);
        }
        let composed = compose(Router::new(), offered, true)?;
        let (admin, looking) = self.start_admin(composed.admin, composed.own, witness)?;
        // As a task, because work may block its thread, and operators still have to see the process. It ends when it is told to.
        tokio::spawn(looking);
        self.work(work, admin).await
    }

    async fn work<F, E>(&self, work: F, admin: Option<Server>) -> Result<()>
    where
        F: Future<Output = Result<(), E>> + Send,
        E: fmt::Display,
    {
        let core = &self.core;
        self.running(&[], admin.as_ref());
        let mut work = pin!(work);
        let given_up = async {
            core.parts.life.reached(Phase::Draining).await;
            core.say_why();
            tracing::info!(target: "runa", "draining: the work of `run` may take {:?}", core.parts.server.drain.grace);
            let (when, budget) = self.grace_ends();
            sleep_until(when).await;
            budget
        };
        let outcome = tokio::select! {
            biased;
            // In full: those that know causes, as `anyhow`, say them too.
            outcome = &mut work => outcome.map_err(|error| Error::new(format!("{error:#}"))),
            budget = given_up => {
                core.verdict.note(verdict::LATE);
                core.error(&format!("the work of `run` had not ended when `{budget}` had passed"));
                Ok(())
            }
        };
        core.shutdown();
        core.parts.life.advance(Phase::Closing);
        close_admin(admin).await;
        outcome
    }

    /// The addresses of the listeners for operators, if they have their own.
    fn admin(&self) -> &[Address] {
        self.core.parts.server.admin.as_ref().map_or(&[], |admin| &admin.0)
    }

    /// A listener on which nothing is served is most likely a mistake of who set it.
    fn warn_of_idle_admin(&self, offered: &[Routes]) {
        if let (Some(address), true) = (self.admin().first(), offered.is_empty()) {
            let stage = self.stage();
            tracing::warn!(target: "runa", %address,
                "`server.admin` is set, but no provider of stage `{stage}` serves anything there");
        }
    }

    /// Whether the service has given what its providers cannot do without.
    fn ask_demands(&self) -> Result<()> {
        let demands = std::mem::take(&mut self.core.offers().demands);
        demands.into_iter().try_for_each(|demand| demand())
    }

    fn take_offers(&self) -> (Vec<Routes>, Vec<Arc<dyn Recorder>>) {
        let mut offers = self.core.offers();
        (std::mem::take(&mut offers.routes), std::mem::take(&mut offers.recorders))
    }

    fn wrap(
        &self,
        router: Router,
        own: Arc<HashSet<String>>,
        recorders: Vec<Arc<dyn Recorder>>,
        witness: Option<Arc<dyn Witness>>,
        given_up: Arc<GivenUp>,
    ) -> Front {
        let parts = &self.core.parts;
        Front::new(
            router,
            Path {
                recorders: recorders.into(),
                witness,
                own,
                life: parts.life.clone(),
                given_up,
                timeout: parts.server.request_timeout,
                body_limit: parts.server.body_limit.0,
                routes: parts.server.routes.0.iter().cloned().collect(),
                request_id: header_name(&parts.server.request_id),
                proxies: Proxies::new(&parts.server.trusted_proxies).that_write(parts.server.forwarded_header),
                aloud: self.core.logs.load(Ordering::Relaxed),
            },
        )
    }

    /// The second listener. Its requests are not the service's, so no recorder sees them. But who changes something there, as by signing
    /// in, is followed like everybody else.
    fn start_admin(
        &self,
        router: Option<Router>,
        own: Arc<HashSet<String>>,
        witness: Option<Arc<dyn Witness>>,
    ) -> Result<(Option<Server>, impl Future<Output = ()> + Send + use<>)> {
        let started = match (self.admin(), router) {
            ([], _) | (_, None) => None,
            (addresses, Some(router)) => {
                let listeners = self.open("admin", addresses)?;
                let given_up = Arc::<GivenUp>::default();
                let router = self.wrap(router, own, Vec::new(), witness, Arc::clone(&given_up));
                Some(self.start(listeners, router, None, given_up))
            }
        };
        let (server, accepting) = started.unzip();
        let accepting = async move {
            if let Some(accepting) = accepting {
                accepting.await;
            }
        };
        Ok((server, accepting))
    }

    /// The certificate of the service. `admin` has none.
    fn tls(&self) -> Result<Option<Tls>> {
        self.core.parts.server.tls.as_deref().map(Tls::new).transpose()
    }

    /// Opens the listeners of a setting, or takes those that were passed in its place.
    fn open(&self, setting: &str, addresses: &[Address]) -> Result<Listeners> {
        let passed = self.core.sockets().listeners(setting);
        let passed =
            passed.map_err(|error| Error::new(format!("cannot listen on a socket that was passed: {error}")))?;
        if passed.is_empty() {
            let backlog = self.core.parts.server.backlog;
            let opened = addresses.iter().map(|address| bind(address, setting, backlog));
            return opened.collect::<Result<_>>().map(Listeners::new);
        }
        for listener in &passed {
            let address = listener.address();
            tracing::info!(target: "runa", %address, "a socket that was passed takes the place of `server.{setting}`");
        }
        Ok(Listeners::new(passed))
    }

    fn start(
        &self,
        listeners: Listeners,
        front: Front,
        tls: Option<Tls>,
        given_up: Arc<GivenUp>,
    ) -> (Server, impl Future<Output = ()> + Send + use<>) {
        let core = &self.core;
        let mut limits = Limits::from(&*core.parts.server);
        if core.parts.captured.is_some() {
            // Who tests is of this machine.
            limits.round_trip = Duration::ZERO;
        }
        Server::start(listeners, front, limits, tls, given_up, core.closed.clone())
    }

    fn running(&self, service: &[Address], admin: Option<&Server>) {
        let admin = admin.map(Server::addresses).unwrap_or_default();
        let bound = Bound { service: service.to_vec(), admin: admin.to_vec() };
        // `claim` lets only one caller come here.
        let bound = self.core.parts.bound.get_or_init(|| bound);
        self.core.parts.life.advance(Phase::Running);
        summary::say(&self.core, bound);
        let told = self.core.notify().and_then(|notify| notify.ready(&format!("running in stage {}", self.stage())));
        if let Some(told) = told {
            told.say();
        }
    }

    async fn drain(&self, service: &Server) {
        let core = &self.core;
        let drain = &core.parts.server.drain;
        service.leave();
        core.say_why();
        if !drain.delay.is_zero() {
            tracing::info!(target: "runa", delay = ?drain.delay, "draining: not ready any more, still serving for {:?}", drain.delay);
        }
        sleep(drain.delay.min(core.deadline().saturating_duration_since(Instant::now()))).await;
        core.parts.life.advance(Phase::Closing);
        service.close().await;
        let still = service.still();
        tracing::info!(target: "runa", connections = still.connections, requests = still.busy,
            "closing: no more connections are taken");
        let (when, budget) = self.grace_ends();
        let grace = when.saturating_duration_since(Instant::now());
        if let Err(lost) = service.ended(grace).await {
            core.verdict.note(verdict::LATE);
            core.error(&format!("`{budget}` has passed: {lost}"));
        }
    }

    /// When requests and work that are under way are given up, and the setting that says so.
    fn grace_ends(&self) -> (Instant, &'static str) {
        let grace = (Instant::now() + self.core.parts.server.drain.grace, "drain.grace");
        let total = (self.core.deadline(), "drain.total");
        if grace.0 <= total.0 { grace } else { total }
    }
}

/// A name that the declaration has let through is one for the `http` crate, too.
fn header_name(header: &Header) -> Option<HeaderName> {
    match header {
        Header::Nowhere => None,
        Header::Named(name) => name.parse().ok(),
    }
}

/// Operators can look until the service has ended; whoever looks just then is not waited for long.
async fn close_admin(admin: Option<Server>) {
    if let Some(admin) = admin {
        admin.close().await;
        let _ = admin.ended(ADMIN_GRACE).await;
    }
}
