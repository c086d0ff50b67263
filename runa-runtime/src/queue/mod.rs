//! `queue`: named queues of jobs, and their workers.
//!
//! What this promises:
//! - **At least once.** A job whose push was acknowledged is run until its handler has returned `Ok`, or lies among the dead letters with the
//!   reason. With Redis that holds whatever happens to processes; jobs in memory end with theirs.
//! - **A job belongs to one worker at a time**, for its lease, which is renewed while it runs. A worker whose lease has gone to another is told
//!   so: what it says about the job is refused.
//! - **No job is tried for ever.** Attempts are counted when a job is handed out, not when it fails, so one that crashes its process is tried
//!   no more often than one that returns an error.
//! - **Nothing polls.** A worker without jobs sleeps until one is pushed or due.
//!
//! One driver (`driver::Driver`) keeps one queue; the worker, its retries and its drain are the same for all of them.

mod dead;
mod driver;
mod error;
mod handler;
mod install;
mod job;
mod line;
mod memory;
mod metrics;
mod one;
mod panels;
#[cfg(feature = "redis")]
mod redis;
mod retry;
mod settle;
mod watch;
mod worker;

use std::fmt;
use std::sync::Arc;

pub use dead::DeadLetter;
pub use driver::Counts;
pub use error::PushError;
pub use job::{Job, JobId, NewJob};
pub use one::Queue;

use crate::kernel::{Error, Result};
use line::Line;

/// The handle of `queue`: the queues of the running stage.
///
/// ```no_run
/// # use runa_runtime::Queues;
/// # async fn example(queues: &Queues) -> runa_runtime::kernel::Result<()> {
/// for queue in queues.list() {
///     let counts = queue.counts().await?;
///     println!("{}: {} waiting, {} dead", queue.name(), counts.waiting, counts.dead);
///     for letter in queue.dead().await? {
///         println!("{} after {} attempts: {}", letter.id, letter.attempts, letter.reason);
///         queue.retry(letter.id).await?;
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Queues {
    lines: Arc<[Arc<Line>]>,
}

impl Queues {
    /// A queue of the running stage by its name.
    ///
    /// Errors: the stage declares none of that name.
    pub fn named(&self, name: &str) -> Result<Queue> {
        let found = self.lines.iter().find(|line| line.name() == name);
        found.map(|line| Queue::new(Arc::clone(line))).ok_or_else(|| {
            let known: Vec<_> = self.lines.iter().map(|line| format!("`{}`", line.name())).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            Error::configuration(format!("there is no queue `{name}`; the running stage declares {known}"))
        })
    }

    /// All of them, in the order of the manifest.
    pub fn list(&self) -> Vec<Queue> {
        self.lines.iter().map(|line| Queue::new(Arc::clone(line))).collect()
    }
}

impl fmt::Debug for Queues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.lines.iter().map(|line| line.name())).finish()
    }
}

#[cfg(test)]
mod tests;
