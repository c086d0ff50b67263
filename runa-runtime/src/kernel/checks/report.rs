//! How a check stands.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Kind, Outcome};

/// How a check, or all of them together, stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// All is well.
    Pass,
    /// It works, but somebody should look.
    Warn,
    /// It does not work.
    Fail,
}

impl Status {
    /// As it stands in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

impl From<&Outcome> for Status {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Pass => Self::Pass,
            Outcome::Warn(_) => Self::Warn,
            Outcome::Fail(_) => Self::Fail,
        }
    }
}

/// How one check stands.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its name.
    pub name: Arc<str>,
    /// Which question it helps to answer.
    pub kind: Kind,
    /// What it found last. A check without a result has failed so far.
    pub status: Status,
    /// Why it did not pass.
    pub reason: Option<String>,
    /// When the last result came; `None` before the first one.
    pub at: Option<SystemTime>,
    /// How old the last result is.
    pub age: Option<Duration>,
    /// How long the check took to find it.
    pub took: Option<Duration>,
    /// How long the check has been running now, if it is.
    pub running: Option<Duration>,
    /// Whether the last result is older than it should be.
    pub stale: bool,
}
