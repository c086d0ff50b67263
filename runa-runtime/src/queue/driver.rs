//! What a driver is: the place that keeps one queue.
//!
//! A driver moves jobs; it knows nothing of handlers, concurrency, back-off or drain. Each call either is answered soon or fails with a
//! reason: a driver has deadlines of its own. A call that a caller gives up may still take effect.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use super::dead::DeadLetter;
use super::error::PushError;
use super::job::JobId;

/// What a driver is doing.
pub(super) type Doing<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The place that keeps one queue.
pub(super) trait Driver: fmt::Debug + Send + Sync + 'static {
    /// Keeps a job. `Ok` only when it is kept: from then on it is not lost.
    fn push(&self, id: JobId, payload: Vec<u8>, delay: Duration) -> Doing<'_, Result<(), PushError>>;

    /// Says that this process is going to take jobs. Called once, before the first [`take`](Self::take).
    fn begin(&self) {}

    /// Hands out up to `most` jobs at once, without waiting for any: those whose lease has run out first, then those that wait. Each
    /// counts as one attempt from now on, and belongs to this process until its lease runs out or it is settled.
    ///
    /// With `sweep` it looks for leases that have run out; the caller asks for it now and then.
    fn take(&self, most: usize, sweep: bool) -> Doing<'_, Result<Taken, Fault>>;

    /// Waits until there may be something that the last `take` did not see. It may be dropped at any time.
    fn wait(&self) -> Doing<'_, ()>;

    /// Lets leases begin anew. Gives back those that belong to this process no more.
    fn renew<'a>(&'a self, tickets: &'a [Ticket]) -> Doing<'a, Result<Vec<Ticket>, Fault>>;

    /// Says how jobs have ended. The answer says of each what came of that; the order is that of the question. Repeating a question whose
    /// answer was lost does no harm.
    fn settle<'a>(&'a self, ends: &'a [End]) -> Doing<'a, Result<Vec<Settled>, Fault>>;

    /// Counts.
    fn count(&self) -> Doing<'_, Result<Counts, Fault>>;

    /// Counts, where that costs nothing and waits for nobody.
    fn count_now(&self) -> Option<Counts> {
        None
    }

    /// The latest dead letters, the latest first. Payloads longer than `cut` bytes are cut.
    fn dead(&self, most: usize, cut: usize) -> Doing<'_, Result<Vec<DeadLetter>, Fault>>;

    /// The same, where that costs nothing and waits for nobody.
    fn dead_now(&self, most: usize, cut: usize) -> Option<Vec<DeadLetter>> {
        let _ = (most, cut);
        None
    }

    /// Lets a dead letter wait again, with all its attempts. `false`: there is none of that id.
    fn revive(&self, id: JobId) -> Doing<'_, Result<bool, Fault>>;

    /// Forgets a dead letter. `false`: there is none of that id.
    fn delete(&self, id: JobId) -> Doing<'_, Result<bool, Fault>>;

    /// Says that this process takes no more. Gives the number of jobs that are lost with it.
    fn leave(&self) -> Doing<'_, u64>;
}

/// What `take` found.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) jobs: Vec<Delivery>,
    /// Jobs that had used up their attempts without an end: they lie among the dead letters now.
    pub(super) buried: Vec<(JobId, u32)>,
    /// When the next delayed job is due, counted from now.
    pub(super) due: Option<Duration>,
    /// Jobs that are handed out, to whomever.
    pub(super) out: usize,
}

/// One job, handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Delivery {
    pub(super) ticket: Ticket,
    pub(super) id: JobId,
    /// Which attempt this is, counted from 1.
    pub(super) attempt: u32,
    /// Milliseconds since 1970.
    pub(super) pushed: u64,
    pub(super) payload: Vec<u8>,
}

/// The right to say how a job ended. Another handing out of the same job has another ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Ticket {
    /// The place of the job.
    pub(super) entry: (u64, u64),
    /// Which handing out of it.
    pub(super) turn: u64,
}

/// How a job ended.
#[derive(Clone, Debug)]
pub(super) struct End {
    pub(super) ticket: Ticket,
    pub(super) how: How,
}

/// What is to become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// Nothing: it is done.
    Done,
    /// It is tried again.
    Again {
        /// After that.
        after: Duration,
    },
    /// It becomes a dead letter.
    Dead {
        /// Why.
        reason: String,
    },
    /// It waits again, for whoever is next. With `counted: false` as if it had not been handed out.
    Back {
        /// Whether the attempt counts.
        counted: bool,
    },
}

/// What came of an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// It holds.
    Yes,
    /// The job belongs to another.
    Lost,
    /// There is no such job: it is settled already, or the driver was emptied.
    Gone,
}

/// How a queue stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Jobs that wait for a worker.
    pub waiting: u64,
    /// Jobs whose time has not come.
    pub delayed: u64,
    /// Jobs that are handed out, to all processes.
    pub running: u64,
    /// Dead letters.
    pub dead: u64,
    /// How long the job has waited that has waited the longest; `None` when none waits.
    pub oldest: Option<Duration>,
}

/// Why a driver could not do something.
#[derive(Clone, Debug)]
pub(super) struct Fault(pub(super) String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
