//! What a store of instances has to do. Redis does it for many processes, memory for one; another is one more type.
//!
//! A store has an epoch, which is new when it has lost its data, and a version, which grows by one with each change of an instance:
//! from both everybody sees whether something was missed.
#![cfg_attr(not(feature = "redis"), allow(dead_code, reason = "one process alone is never forgotten or replaced"))]

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use super::instance::Record;
use crate::kernel::Result;

/// An answer that is on its way. Every one comes within a deadline that the driver sets; only [`Driver::changes`] waits.
pub(super) type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// A store of instances.
pub(super) trait Driver: Send + Sync + 'static {
    /// Shows that an instance lives: joins, or goes on. What has expired is removed on this occasion.
    fn beat<'a>(&'a self, beat: Beat<'a>) -> Answer<'a, Beaten>;

    /// Removes an instance, unless it has another incarnation by now.
    fn leave<'a>(&'a self, id: &'a str, incarnation: u64, deadline: Duration) -> Answer<'a, ()>;

    /// All instances, at one moment.
    fn list(&self) -> Answer<'_, Listing>;

    /// Until when each instance counts as alive.
    fn times(&self) -> Answer<'_, Vec<(String, u64)>>;

    /// What changed after `position`. Waits a while for it; none is an answer too.
    fn changes<'a>(&'a self, position: &'a Position) -> Answer<'a, Vec<Change>>;

    /// Why the store cannot be reached, if that is known without asking it.
    fn away(&self) -> Option<String>;

    /// Waits until the store may be reached.
    fn back(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// A sign of life.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beat<'a> {
    pub(super) id: &'a str,
    pub(super) claim: Claim,
    pub(super) ttl: Duration,
    /// When the process was started, as a store has told before.
    pub(super) started: Option<u64>,
    /// How long ago that was, of which the store makes a time with its own clock otherwise.
    pub(super) uptime: Duration,
    /// What others may know, as JSON.
    pub(super) body: &'a str,
}

/// As whom an instance beats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// As a process that has just been started: whoever has the id now was there before.
    New,
    /// As a new incarnation after the one it was, unless another has the id by now.
    Anew(u64),
    /// As the one it was, in a store that has lost its data.
    Again(u64),
    /// As the one it is.
    Still(u64),
}

impl Claim {
    /// As another incarnation.
    pub(super) const fn anew(self) -> Self {
        match self {
            Self::New => Self::New,
            Self::Anew(incarnation) | Self::Again(incarnation) | Self::Still(incarnation) => Self::Anew(incarnation),
        }
    }
}

/// What the store makes of a sign of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is in the list.
    Held,
    /// It is not, so it cannot go on.
    Unknown,
    /// Another incarnation has the id.
    Taken,
}

/// The answer to a sign of life.
#[derive(Clone, Debug)]
pub(super) struct Beaten {
    pub(super) standing: Standing,
    pub(super) incarnation: u64,
    /// When it was started, in milliseconds since 1970.
    pub(super) started: u64,
    pub(super) mark: Mark,
    /// In how long the next instance would expire.
    pub(super) next: Option<Duration>,
    /// How many there are.
    pub(super) count: usize,
}

/// Where a store stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) epoch: String,
    pub(super) version: u64,
    /// Its clock, in milliseconds since 1970.
    pub(super) now: u64,
    /// Whether it was away itself, so that for a `ttl` nobody expires.
    pub(super) grace: bool,
}

/// All instances at one moment.
#[derive(Clone, Debug)]
pub(super) struct Listing {
    pub(super) service: &'static str,
    pub(super) records: Vec<Record>,
    pub(super) mark: Mark,
    /// Where the changes after it begin.
    pub(super) cursor: String,
}

/// Up to where changes are known.
#[derive(Clone, Debug)]
pub(super) struct Position {
    pub(super) epoch: String,
    pub(super) version: u64,
    pub(super) cursor: String,
}

/// A change of one instance.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) position: Position,
    pub(super) id: String,
    /// How it is now; `None` when it has gone.
    pub(super) record: Option<Record>,
}
