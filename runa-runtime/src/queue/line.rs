//! One queue, as everything here shares it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use runa_schema::settings::OneQueueSettings;
use serde::Serialize;
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::driver::Driver;
use super::error::PushError;
use super::handler::Handler;
use super::job::JobId;
use super::metrics::Counted;
use super::watch::Watch;
use super::worker;
use crate::kernel::{Error, Life, Result};

/// What the worker of this process has to do with jobs. Nothing, as long as there is no worker.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Holds {
    /// Whether it may take more.
    taking: bool,
    /// How many it holds.
    jobs: usize,
}

/// One queue.
pub(super) struct Line {
    name: Box<str>,
    pub(super) settings: OneQueueSettings,
    pub(super) driver: Arc<dyn Driver>,
    pub(super) counted: Counted,
    pub(super) watch: Watch,
    pub(super) life: Life,
    /// Where workers run, wherever `handle` is called.
    runtime: Handle,
    handled: AtomicBool,
    holds: watch::Sender<Holds>,
    /// Whether jobs that still run are to be given up.
    given_up: watch::Sender<bool>,
}

impl Line {
    pub(super) fn new(
        name: &str,
        settings: OneQueueSettings,
        driver: Arc<dyn Driver>,
        counted: Counted,
        life: Life,
        runtime: Handle,
    ) -> Self {
        Self {
            name: name.into(),
            settings,
            watch: Watch::new(Arc::clone(&driver)),
            driver,
            counted,
            life,
            runtime,
            handled: AtomicBool::new(false),
            holds: watch::Sender::default(),
            given_up: watch::Sender::new(false),
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// A job as it is kept.
    pub(super) fn write<T: Serialize + ?Sized>(&self, payload: &T) -> Result<Vec<u8>, PushError> {
        serde_json::to_vec(payload)
            .map_err(|error| PushError::Unwritable { queue: self.name.to_string(), reason: error.to_string() })
    }

    pub(super) async fn push(&self, id: JobId, payload: Vec<u8>, delay: Duration) -> Result<(), PushError> {
        self.driver.push(id, payload, delay).await?;
        self.counted.pushed.inc();
        Ok(())
    }

    /// Lets `handler` run its jobs.
    pub(super) fn handle(self: &Arc<Self>, handler: Handler) -> Result<()> {
        if self.handled.swap(true, Ordering::Relaxed) {
            return Err(Error::new(format!(
                "queue `{}` has a handler already; a queue has one handler in a process, which can tell jobs apart by an enum",
                self.name
            )));
        }
        self.holds.send_modify(|holds| holds.taking = true);
        self.runtime.spawn(worker::run(Arc::clone(self), handler));
        Ok(())
    }

    /// Says how many jobs this process holds: counted inside, so that of two who say it the later one is right.
    pub(super) fn holds(&self, jobs: impl Fn() -> usize) {
        self.holds.send_if_modified(|holds| {
            let jobs = jobs();
            std::mem::replace(&mut holds.jobs, jobs) != jobs
        });
    }

    /// Says that the worker takes no more.
    pub(super) fn takes_no_more(&self) {
        self.holds.send_modify(|holds| holds.taking = false);
    }

    /// Waits until this process holds none, and takes none.
    pub(super) async fn holds_none(&self) {
        // The sender lives in `self`, so the channel cannot be closed.
        let _ = self.holds.subscribe().wait_for(|holds| *holds == Holds::default()).await;
    }

    /// Lets the worker give up what still runs.
    pub(super) fn give_up(&self) {
        self.given_up.send_replace(true);
    }

    /// Waits until what still runs is to be given up.
    pub(super) async fn given_up(&self) {
        let _ = self.given_up.subscribe().wait_for(|given_up| *given_up).await;
    }

    /// Whether this process runs its jobs.
    pub(super) fn is_handled(&self) -> bool {
        self.handled.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("name", &self.name).field("driver", &self.driver).finish_non_exhaustive()
    }
}
