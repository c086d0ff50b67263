//! Why a push failed.

use std::fmt;

/// Why a job was not pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PushError {
    /// The queue in memory holds as many jobs as its `capacity`.
    Full {
        /// The queue.
        queue: String,
        /// Its capacity.
        capacity: u32,
    },
    /// The job cannot be written as JSON.
    Unwritable {
        /// The queue.
        queue: String,
        /// Why.
        reason: String,
    },
    /// The place of the queue did not take it in time. It may have taken it all the same: who pushes again may push twice.
    Away {
        /// The queue.
        queue: String,
        /// Why.
        reason: String,
    },
}

impl fmt::Display for PushError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full { queue, capacity } => {
                write!(f, "queue `{queue}` is full: {capacity} jobs wait in memory, its `capacity`")
            }
            Self::Unwritable { queue, reason } => {
                write!(f, "the job for queue `{queue}` cannot be written as JSON: {reason}")
            }
            Self::Away { queue, reason } => write!(f, "queue `{queue}` did not take the job: {reason}"),
        }
    }
}

impl std::error::Error for PushError {}
