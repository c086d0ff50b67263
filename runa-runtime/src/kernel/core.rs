//! What one app is while its process runs: owned by its start, seen by its handle.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

use super::captured::Captured;
use super::event::What;
use super::installer::{Demand, Joined};
use super::life::aside::Aside;
use super::life::claim::Claim;
use super::life::startup::{Chosen, Plan};
use super::life::step::Now;
use super::life::suspects::Suspects;
use super::life::systemd::{Notify, Sockets};
use super::life::verdict::Verdict;
use super::life::workers::Blockages;
use super::polled::Polled;
use super::request::{Recorder, Witness};
use super::server::{Closed, Guests};
use super::task::{Roster, Tasks};
use super::trace::{Scope, Tenure};
use super::{Error, Life, Parts, Phase, Routes, stderr};

/// What `main` has at least when requests have used up everything: longer than it takes to close the listeners.
const MOMENT: Duration = Duration::from_secs(1);

/// One app. Nothing of it is global.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) parts: Parts,
    pub(crate) chosen: Chosen,
    pub(crate) scope: Scope,
    pub(crate) began: Instant,
    /// Where it was started: its tasks run there, whoever starts them.
    pub(crate) runtime: OnceLock<Handle>,
    /// Those of the service.
    pub(crate) tasks: Tasks,
    pub(crate) roster: Roster,
    /// What was found of workers that are blocked, and after how long one counts as that.
    pub(crate) blockages: Blockages,
    pub(crate) blocked_after: Option<Duration>,
    /// Connections that were closed for what their clients did.
    pub(crate) closed: Closed,
    pub(crate) verdict: Verdict,
    pub(crate) offers: Mutex<Offers>,
    standing: Mutex<Vec<Standing>>,
    /// What it waits for.
    pub(crate) now: Now,
    /// `main`, as it is polled.
    pub(crate) main: Polled,
    /// Who blocks a thread.
    pub(crate) suspects: Suspects,
    /// Who is served, once somebody is.
    pub(crate) guests: OnceLock<Guests>,
    /// Since when it drains.
    ending: OnceLock<Instant>,
    /// Who asked for it, until that has been said. Never held while anything is logged: the watch takes it.
    why: Mutex<Option<Why>>,
    /// Errors that were returned to the program.
    returned: Mutex<Vec<Returned>>,
    /// Held by who says it, so that nobody goes on before.
    saying: Mutex<()>,
    /// Lines of those who watch over the process.
    pub(crate) aside: Aside,
    /// Whether a provider writes events somewhere: else errors go to standard error.
    pub(crate) logs: AtomicBool,
    /// Who has called `serve` or `run`.
    pub(crate) claim: Claim,
    /// Held while `serve` or `run` goes on.
    pub(crate) serving: tokio::sync::Mutex<()>,
    /// Whether somebody has asked to be told when draining begins.
    pub(crate) listens: AtomicBool,
    /// What it has of the global subscriber.
    tenure: Mutex<Tenure>,
    /// Sockets that were passed to the process.
    sockets: Mutex<Sockets>,
    /// The service manager, if there is one.
    notify: OnceLock<Notify>,
}

/// Who has asked a process to end.
#[derive(Clone, Copy, Debug)]
enum Why {
    /// A signal, which came then.
    Signal(&'static str, Instant),
    /// The service itself.
    Service,
}

/// An error that was returned to the program.
#[derive(Debug)]
struct Returned {
    text: String,
    /// Whether it is in the log.
    logged: bool,
}

/// A provider that is installed.
pub(crate) struct Standing {
    pub(crate) name: &'static str,
    pub(crate) took: Duration,
    /// What it is to do at the end, and the tasks that it has not started yet.
    pub(crate) joined: Joined,
    pub(crate) tasks: Tasks,
    /// Whether events reach somebody through it.
    pub(crate) logs: bool,
}

impl std::fmt::Debug for Standing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Standing").field("name", &self.name).field("took", &self.took).finish_non_exhaustive()
    }
}

/// What providers have joined for the server.
#[derive(Default)]
pub(crate) struct Offers {
    pub(crate) routes: Vec<Routes>,
    pub(crate) recorders: Vec<Arc<dyn Recorder>>,
    pub(crate) witness: Option<Arc<dyn Witness>>,
    pub(crate) demands: Vec<Demand>,
    pub(crate) urls: Vec<(&'static str, String)>,
}

impl std::fmt::Debug for Offers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Offers").field("routes", &self.routes).finish_non_exhaustive()
    }
}

impl Core {
    pub(crate) fn new(plan: &Plan, scope: Scope, began: Instant, captured: Option<Captured>) -> Arc<Self> {
        let seen = captured.clone().map(|captured| Arc::new(captured) as Arc<dyn Recorder>);
        let offers = Offers { recorders: seen.into_iter().collect(), ..Offers::default() };
        let closed = Closed::new(captured.clone());
        let parts = Parts {
            stage: *plan.chosen.stage,
            service: plan.manifest.service,
            version: plan.manifest.version,
            server: Arc::new(plan.server.clone()),
            life: Life::new(captured.clone()),
            checks: super::checks::Checks::default(),
            metrics: super::metrics::Metrics::default(),
            panels: super::panels::Panels::default(),
            journal: super::journal::Journal::default(),
            tail: super::tail::Tail::default(),
            #[cfg(feature = "log")]
            layers: super::layers::Layers::default(),
            inside: Arc::new(super::inside::Inside::new(plan.manifest, plan.chosen.stage, &plan.values)),
            captured,
            #[cfg(feature = "log")]
            guest: matches!(scope, Scope::Guest),
            bound: Arc::default(),
        };
        let roster = Roster::default();
        roster.show(&parts.metrics, &parts.panels);
        let blockages = Blockages::default();
        blockages.show(&parts.metrics);
        closed.show(&parts.metrics);
        Arc::new(Self {
            parts,
            chosen: plan.chosen,
            scope,
            began,
            runtime: OnceLock::new(),
            tasks: Tasks::default(),
            roster,
            blockages,
            blocked_after: plan.runtime.blocked_after,
            closed,
            verdict: Verdict::default(),
            offers: Mutex::new(offers),
            standing: Mutex::default(),
            now: Now::default(),
            main: Polled::default(),
            suspects: Suspects::default(),
            guests: OnceLock::new(),
            ending: OnceLock::new(),
            why: Mutex::default(),
            returned: Mutex::default(),
            saying: Mutex::default(),
            aside: Aside::default(),
            logs: AtomicBool::new(false),
            claim: Claim::default(),
            serving: tokio::sync::Mutex::default(),
            listens: AtomicBool::new(false),
            tenure: Mutex::default(),
            sockets: Mutex::default(),
            notify: OnceLock::new(),
        })
    }

    /// Says who started the process, and with which sockets. To be called once, by whoever owns the process.
    pub(crate) fn started_by(&self, sockets: Sockets, notify: Option<Notify>) {
        *self.sockets() = sockets;
        if let Some(notify) = notify {
            let _ = self.notify.set(notify);
        }
    }

    pub(crate) fn tenure(&self) -> MutexGuard<'_, Tenure> {
        self.tenure.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn sockets(&self) -> MutexGuard<'_, Sockets> {
        self.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The service manager that wants to be told how the process is.
    pub(crate) fn notify(&self) -> Option<&Notify> {
        self.notify.get()
    }

    /// Begins to drain; the clock of `drain.total` starts. Further calls do nothing. Logs nothing and never blocks.
    pub(crate) fn shutdown(&self) {
        self.ending.get_or_init(Instant::now);
        self.parts.life.advance(Phase::Draining);
    }

    /// The same, because a signal has come.
    pub(crate) fn shutdown_by(&self, signal: &'static str) {
        *self.why() = Some(Why::Signal(signal, Instant::now()));
        self.shutdown();
    }

    /// The same, because the service wants it.
    pub(crate) fn shutdown_asked(&self) {
        if !self.parts.life.is_ending() {
            self.why().get_or_insert(Why::Service);
        }
        self.shutdown();
    }

    /// Says why it ends, once. Called by those who have heard that draining has begun, before they say what they do about it: so the lines
    /// of an end stand in their order.
    pub(crate) fn say_why(&self) {
        let _saying = self.saying.lock().unwrap_or_else(PoisonError::into_inner);
        let why = self.why().take();
        match why {
            Some(Why::Signal(signal, came)) => {
                // Late when every worker was blocked.
                let after_ms = u64::try_from(came.elapsed().as_millis()).unwrap_or(u64::MAX);
                tracing::info!(target: "runa", signal, after_ms, "{signal} received");
            }
            Some(Why::Service) => tracing::info!(target: "runa", "the service asked to end"),
            None => {}
        }
    }

    /// The signal that has come and that nobody has been able to say, and how long ago.
    pub(crate) fn unsaid(&self) -> Option<(&'static str, Duration)> {
        let why = *self.why();
        match why {
            Some(Why::Signal(signal, came)) => Some((signal, came.elapsed())),
            Some(Why::Service) | None => None,
        }
    }

    fn why(&self) -> MutexGuard<'_, Option<Why>> {
        self.why.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long it has been ending.
    pub(crate) fn ending_for(&self) -> Duration {
        self.ending.get().map_or(Duration::ZERO, Instant::elapsed)
    }

    /// When all must be over. Begins to count now if draining has not begun.
    pub(crate) fn deadline(&self) -> Instant {
        *self.ending.get_or_init(Instant::now) + self.parts.server.drain.total
    }

    /// When `main` must be over. A tenth of the total is for providers to drain and stop; but requests have all of `drain.delay` and
    /// `drain.grace`, and `main` a moment after them, although that may take the end a little beyond the total.
    pub(crate) fn main_deadline(&self) -> Instant {
        let drain = &self.parts.server.drain;
        let deadline = self.deadline();
        let requests = deadline - drain.total + (drain.delay + drain.grace).min(drain.total);
        (deadline - drain.total / 10).max(requests + MOMENT)
    }

    pub(crate) fn standing(&self) -> MutexGuard<'_, Vec<Standing>> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn offers(&self) -> MutexGuard<'_, Offers> {
        self.offers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says why the process does not start: in the log if there is one that takes it, and to a person who does not see that.
    pub(crate) fn start_error(&self, text: &str) {
        let logged = self.logs.load(Ordering::Relaxed) && tracing::enabled!(target: "runa", tracing::Level::ERROR);
        if logged {
            tracing::error!(target: "runa", "{text}");
        }
        if !logged || stderr::is_read_alone() {
            stderr::say(format_args!("error: {text}"));
        }
    }

    /// Says in the log what is returned to the program too, which shows it on standard error: unless a person would read both.
    pub(crate) fn returned(&self, error: &Error) {
        let seen = self.parts.captured.is_none() && stderr::is_read_beside_stdout();
        let logged = !seen && self.logs.load(Ordering::Relaxed);
        if logged {
            tracing::error!(target: "runa", "{error}");
        }
        if logged || seen {
            self.all_returned().push(Returned { text: error.to_string(), logged });
        }
    }

    /// Says what was returned, since the program keeps it to itself.
    pub(crate) fn kept_to_itself(&self) {
        let returned = std::mem::take(&mut *self.all_returned());
        for unlogged in returned.iter().filter(|one| !one.logged) {
            self.error(&unlogged.text);
        }
    }

    /// Says in the log with which error `main` ends, as Rust shows it on standard error: unless a person would read both, or it is one that was
    /// returned to `main`.
    pub(crate) fn main_failed(&self, failure: &str) {
        let shows = |one: &Returned| {
            let quoted = format!("{:?}", one.text);
            failure.contains(&one.text) || failure.contains(quoted.trim_matches('"'))
        };
        let mut returned = self.all_returned();
        let before = returned.len();
        returned.retain(|one| !shows(one));
        let new = returned.len() == before;
        drop(returned);
        self.kept_to_itself();
        if new && self.logs.load(Ordering::Relaxed) && !stderr::is_read_beside_stdout() {
            tracing::error!(target: "runa", "`main` failed: {failure}");
        }
    }

    fn all_returned(&self) -> MutexGuard<'_, Vec<Returned>> {
        self.returned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says what is most likely a mistake, also when nobody logs.
    pub(crate) fn warn(&self, text: &str) {
        if self.logs.load(Ordering::Relaxed) {
            tracing::warn!(target: "runa", "{text}");
        } else {
            stderr::say(format_args!("warning: {text}"));
        }
    }

    /// Tells a test what happens.
    pub(crate) fn note(&self, what: impl FnOnce() -> What) {
        if let Some(captured) = &self.parts.captured {
            captured.note(what());
        }
    }

    /// Remembers for a test what it must not overlook.
    pub(crate) fn fault(&self, text: impl Into<String>) {
        if let Some(captured) = &self.parts.captured {
            captured.fault(text.into());
        }
    }

    /// Says what must not be lost, also when nobody logs.
    pub(crate) fn error(&self, text: &str) {
        self.fault(text);
        if self.logs.load(Ordering::Relaxed) {
            tracing::error!(target: "runa", "{text}");
        } else {
            stderr::say(format_args!("error: {text}"));
        }
    }
}
