//! What a check can say.

use std::fmt::Display;

/// Which question a check helps to answer.
///
/// None of them answers whether the process lives: what is outside it must not get it restarted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Whether requests should be sent to the process. It runs as long as the process does.
    Ready,
    /// Whether the process has started. Once passed, it is not run again.
    Started,
}

impl Kind {
    /// As it stands in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Started => "started",
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Pass,
    /// It works, but somebody should look: for this reason.
    Warn(String),
    /// It does not work, for this reason.
    Fail(String),
}

impl Outcome {
    /// The reason, if there is one.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Pass => None,
            Self::Warn(reason) | Self::Fail(reason) => Some(reason),
        }
    }
}

impl<T, E: Display> From<Result<T, E>> for Outcome {
    fn from(result: Result<T, E>) -> Self {
        match result {
            Ok(_) => Self::Pass,
            Err(reason) => Self::Fail(reason.to_string()),
        }
    }
}
