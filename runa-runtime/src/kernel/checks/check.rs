//! One check: what it does, and what it found last.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::Notify;
use tokio::time::Instant;

use super::{Kind, Outcome, Report, Status, Timing};

/// A check, begun.
type Begun = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// A check and its last result.
pub(super) struct Check {
    pub(super) name: Arc<str>,
    pub(super) kind: Kind,
    work: Box<dyn Fn() -> Begun + Send + Sync>,
    /// Somebody knows that it would find something else now.
    pub(super) again: Notify,
    /// Held for copying only: neither a check nor an answer is waited for with it.
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    last: Option<Last>,
    running: Option<Instant>,
}

#[derive(Debug)]
struct Last {
    outcome: Outcome,
    at: SystemTime,
    ended: Instant,
    took: Duration,
}

impl Check {
    pub(super) fn new<W, F, O>(name: &str, kind: Kind, work: W) -> Self
    where
        W: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = O> + Send + 'static,
        O: Into<Outcome>,
    {
        let work = Box::new(move || -> Begun {
            let future = work();
            Box::pin(async move { future.await.into() })
        });
        Self { name: name.into(), kind, work, again: Notify::new(), state: Mutex::default() }
    }

    /// Begins the check. This alone may already block, or panic.
    pub(super) fn begin(&self) -> Begun {
        (self.work)()
    }

    /// Says that it has begun.
    pub(super) fn begun(&self) -> Instant {
        *self.lock().running.insert(Instant::now())
    }

    /// Keeps a result. The check may still be in flight: see [`over`](Self::over).
    pub(super) fn found(&self, outcome: Outcome, begun: Instant) {
        let ended = Instant::now();
        self.lock().last = Some(Last { outcome, at: SystemTime::now(), ended, took: ended - begun });
    }

    /// Says that nothing of it is left.
    pub(super) fn over(&self) {
        self.lock().running = None;
    }

    pub(super) fn report(&self, timing: Option<Timing>) -> Report {
        let state = self.lock();
        let last = state.last.as_ref();
        let age = last.map(|last| last.ended.elapsed());
        // A result lives until the next one may be there at the latest, with some air for a busy machine. What has started stays so.
        let life =
            timing.map_or(Duration::MAX, |timing| timing.refresh.saturating_mul(2).saturating_add(timing.timeout));
        let settled = self.kind == Kind::Started && last.is_some_and(|last| !matches!(last.outcome, Outcome::Fail(_)));
        Report {
            name: Arc::clone(&self.name),
            kind: self.kind,
            status: last.map_or(Status::Fail, |last| Status::from(&last.outcome)),
            reason: match last {
                Some(last) => last.outcome.reason().map(str::to_owned),
                None => Some("no result yet".to_owned()),
            },
            at: last.map(|last| last.at),
            age,
            took: last.map(|last| last.took),
            running: state.running.map(|begun| begun.elapsed()),
            stale: !settled && age.is_some_and(|age| age > life),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Check").field("name", &self.name).field("kind", &self.kind).finish_non_exhaustive()
    }
}
