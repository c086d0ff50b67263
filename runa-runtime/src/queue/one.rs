//! One queue, as the service holds it in its hand.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::driver::{Counts, Fault};
use super::handler::{Boxed, erase};
use super::job::{Job, JobId, NewJob};
use super::line::Line;
use super::{DeadLetter, PushError};
use crate::kernel::{Error, Result};

/// How many dead letters are given at once.
pub(super) const LETTERS: usize = 100;

/// One queue: a field of `ops.queue`. Cheap to clone.
#[derive(Clone)]
pub struct Queue {
    line: Arc<Line>,
}

impl Queue {
    pub(super) const fn new(line: Arc<Line>) -> Self {
        Self { line }
    }

    pub(super) fn line(&self) -> &Line {
        &self.line
    }

    /// Its name in the manifest.
    pub fn name(&self) -> &str {
        self.line.name()
    }

    /// Pushes a job, which is written as JSON. `Ok` means that it is kept: it will be run at least once, or lie among the dead letters.
    ///
    /// Errors: see [`PushError`]. It ends within two seconds, whatever happens to the place that keeps the queue.
    ///
    /// ```no_run
    /// # async fn example(emails: &runa_runtime::Queue) -> Result<(), runa_runtime::queue::PushError> {
    /// #[derive(serde::Serialize)]
    /// struct Welcome<'a> {
    ///     to: &'a str,
    /// }
    /// let id = emails.push(&Welcome { to: "ada@example.com" }).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn push<'a, T: Serialize + ?Sized>(
        &'a self,
        payload: &'a T,
    ) -> impl Future<Output = Result<JobId, PushError>> + Send + use<'a, T> {
        self.job(payload).push()
    }

    /// A job that is pushed with more to say about it: `emails.job(&welcome).delay(Duration::from_secs(60)).push().await?`.
    pub const fn job<'a, T: Serialize + ?Sized>(&'a self, payload: &'a T) -> NewJob<'a, T> {
        NewJob::new(self, payload)
    }

    /// Lets `handler` run the jobs of this queue: up to `concurrency` at the same time, from when the process runs until it drains.
    ///
    /// A job is done when the handler returns `Ok`. When it returns an error or panics, the job is tried again as `retry` says, and becomes a dead
    /// letter after its last attempt. A job may be run more than once (a process can die between the effect and the acknowledgement): make the
    /// effect under [`Job::id`] once. What cannot be read as `T` becomes a dead letter at once.
    ///
    /// May be called before `serve` or later. A queue without a handler in this process is left to other processes.
    ///
    /// Errors: it has a handler already.
    ///
    /// ```no_run
    /// # fn example(emails: &runa_runtime::Queue) -> runa_runtime::kernel::Result<()> {
    /// use runa_runtime::queue::Job;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Welcome {
    ///     to: String,
    /// }
    /// emails.handle(|job: Job<Welcome>| async move { greet(&job.to).await })?;
    ///
    /// async fn greet(to: &str) -> std::io::Result<()> {
    /// #     let _ = to;
    ///     Ok(())
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn handle<T, F, Fut, E>(&self, handler: F) -> Result<()>
    where
        T: DeserializeOwned + Send + 'static,
        F: Fn(Job<T>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Boxed>,
    {
        self.line.handle(erase(handler))
    }

    /// How it stands now, in all processes.
    ///
    /// Errors: the place that keeps it does not say so in time.
    pub async fn counts(&self) -> Result<Counts> {
        self.line.driver.count().await.map_err(|fault| self.error(&fault))
    }

    /// The latest dead letters, the latest first; at most 100.
    ///
    /// Errors: the place that keeps them does not give them in time.
    pub async fn dead(&self) -> Result<Vec<DeadLetter>> {
        self.line.driver.dead(LETTERS, usize::MAX).await.map_err(|fault| self.error(&fault))
    }

    /// Lets a dead letter wait again, with all its attempts. `false`: there is none of that id.
    ///
    /// Errors: the place that keeps it does not answer in time.
    pub async fn retry(&self, id: JobId) -> Result<bool> {
        self.line.driver.revive(id).await.map_err(|fault| self.error(&fault))
    }

    /// Forgets a dead letter. `false`: there is none of that id.
    ///
    /// Errors: the place that keeps it does not answer in time.
    pub async fn delete(&self, id: JobId) -> Result<bool> {
        self.line.driver.delete(id).await.map_err(|fault| self.error(&fault))
    }

    fn error(&self, fault: &Fault) -> Error {
        Error::new(format!("queue `{}`: {fault}", self.name()))
    }
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Queue").field(&self.name()).finish()
    }
}
