//! Tasks of the service and of providers: none ends unseen.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinSet;

use super::core::Core;
use super::request::RequestContext;
use super::{Phase, Result, catch, verdict};

/// What it means for the process when a task ends before it stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Policy {
    /// It is logged, as a warning if the task failed or panicked.
    Logged,
    /// The process cannot do without it: it is logged, the process drains and ends with exit code 1.
    Fatal,
}

/// A task that is not spawned yet.
pub(crate) type Work = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// The running tasks of one process.
#[derive(Debug, Default)]
pub(crate) struct Tasks(Mutex<JoinSet<()>>);

impl Tasks {
    /// Starts a task. Must be called inside a runtime.
    pub(crate) fn spawn<F>(&self, core: &Arc<Core>, name: &'static str, policy: Policy, work: F)
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        let mut tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Those that have ended leave nothing behind.
        while tasks.try_join_next().is_some() {}
        let core = Arc::clone(core);
        // What is started for a request is logged as of it, also how it ends.
        tasks.spawn(RequestContext::current().scope(async move {
            let end = catch(work).await;
            core.task_ended(name, policy, end);
        }));
    }

    /// Drops what still runs. Tasks have known since draining began.
    pub(crate) fn abort(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
    }
}

impl Core {
    fn task_ended(&self, name: &'static str, policy: Policy, end: Result<Result<()>, String>) {
        let how = match end {
            Ok(Ok(())) => "has ended".to_owned(),
            Ok(Err(error)) => format!("failed: {error}"),
            Err(panic) => format!("panicked: {panic}"),
        };
        let failed = how != "has ended";
        let ending = self.parts.life.phase() >= Phase::Draining;
        match policy {
            // To end is what is asked of a task then.
            _ if ending && !failed => tracing::debug!(target: "runa", task = name, "task `{name}` has ended"),
            Policy::Logged if !failed => tracing::info!(target: "runa", task = name, "task `{name}` has ended"),
            Policy::Logged => tracing::warn!(target: "runa", task = name, "task `{name}` {how}"),
            Policy::Fatal => {
                self.verdict.note(verdict::FAILED);
                self.error(&format!("task `{name}` {how}; the process cannot do without it and ends"));
                self.shutdown();
            }
        }
    }
}
