//! Jobs that are not tried any more.

use std::time::SystemTime;

use super::job::JobId;

/// A job that is not tried any more: it has failed too often, crashed its workers, or cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeadLetter {
    /// The job.
    pub id: JobId,
    /// How often it was handed out.
    pub attempts: u32,
    /// Why it is dead.
    pub reason: String,
    /// Since when.
    pub since: SystemTime,
    /// When it was pushed.
    pub pushed_at: SystemTime,
    /// The job itself, as JSON.
    pub payload: String,
}
