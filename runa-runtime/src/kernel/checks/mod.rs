//! The checks of the process: whether what it needs is there.
//!
//! Whoever asks gets the last result at once; checks run in the background, each on its own. What this promises:
//! - A check in flight is never started a second time, however long it takes and however often someone asks.
//! - A check that takes longer than its time has failed, one that panics too.
//! - A check may block its thread: it runs on one of the runtime's threads for blocking work, never on one that serves. So there are at
//!   most as many of those threads as there are checks.
#![cfg_attr(not(feature = "observe"), allow(dead_code, reason = "nobody else lets checks run"))]

mod check;
mod outcome;
mod report;
mod run;

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::task::AbortHandle;

pub use outcome::{Kind, Outcome};
pub use report::{Report, Status};

use super::{Error, Result};
use check::Check;

/// The registry. Cheap to clone.
#[derive(Clone, Default)]
pub struct Checks {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    checks: Vec<Arc<Check>>,
    tasks: Vec<AbortHandle>,
    /// Once they run.
    timing: Option<Timing>,
}

/// How checks run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing {
    /// How long one may take.
    pub(crate) timeout: Duration,
    /// How long after its end it runs again.
    pub(crate) refresh: Duration,
}

impl Checks {
    /// Adds a check: `work` makes a future that ends with an [`Outcome`], or with a `Result` whose error is the reason of the failure.
    ///
    /// It runs at once if checks run already, else as soon as they do. A name stands once.
    pub fn add<W, F, O>(&self, name: &str, kind: Kind, work: W) -> Result<()>
    where
        W: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = O> + Send + 'static,
        O: Into<Outcome>,
    {
        if name.is_empty() || name.chars().any(char::is_control) || name.len() > 100 {
            return Err(Error::new(format!(
                "check `{}` cannot be added: a name has 1 to 100 bytes and no control characters",
                name.escape_debug()
            )));
        }
        let mut inner = self.lock();
        if inner.checks.iter().any(|check| &*check.name == name) {
            return Err(Error::new(format!("check `{name}` cannot be added: there is one of that name")));
        }
        let check = Arc::new(Check::new(name, kind, work));
        inner.checks.push(Arc::clone(&check));
        if let Some(timing) = inner.timing {
            inner.run(check, timing);
        }
        Ok(())
    }

    /// Lets them run, once at once and then again and again. Without effect if they run already.
    pub(crate) fn start(&self, timing: Timing) {
        let mut inner = self.lock();
        if inner.timing.is_none() {
            inner.timing = Some(timing);
            for check in inner.checks.clone() {
                inner.run(check, timing);
            }
        }
    }

    /// Lets a check run at once, for who has just noticed that it would find something else than before. One that is in flight runs
    /// once more when it has ended.
    #[cfg_attr(
        not(any(feature = "audit", feature = "cluster", feature = "queue", feature = "tls")),
        allow(dead_code, reason = "nobody notices")
    )]
    pub(crate) fn again(&self, name: &str) {
        if let Some(check) = self.lock().checks.iter().find(|check| &*check.name == name) {
            check.again.notify_one();
        }
    }

    /// Lets them not run again. What is in flight is given up.
    pub(crate) fn stop(&self) {
        let mut inner = self.lock();
        inner.timing = None;
        for task in inner.tasks.drain(..) {
            task.abort();
        }
    }

    /// How they stand, in the order in which they were added.
    pub fn reports(&self) -> Vec<Report> {
        let inner = self.lock();
        inner.checks.iter().map(|check| check.report(inner.timing)).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Needs a runtime, which is why it is not done before the start.
    fn run(&mut self, check: Arc<Check>, timing: Timing) {
        self.tasks.push(tokio::spawn(run::again_and_again(check, timing)).abort_handle());
    }
}

impl fmt::Debug for Checks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.lock();
        f.debug_list().entries(inner.checks.iter().map(|check| &check.name)).finish()
    }
}

#[cfg(test)]
mod tests;
