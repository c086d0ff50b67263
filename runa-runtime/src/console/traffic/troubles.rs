//! The latest requests that were slow or failed.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde::Serialize;

use super::add;
use crate::kernel::clock;
use crate::kernel::request::{Exchange, Outcome, Recorder};

/// Requests that are kept of each kind.
const KEPT: usize = 100;
/// What takes longer is slow.
pub(crate) const SLOW: Duration = Duration::from_millis(500);
/// Longest path that is kept.
const LONGEST: usize = 256;

/// Keeps them. Every other request costs two comparisons.
#[derive(Debug, Default)]
pub(crate) struct Troubles {
    slow: Mutex<VecDeque<Trouble>>,
    failed: Mutex<VecDeque<Trouble>>,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Trouble {
    /// When it ended, in UTC.
    pub(crate) time: String,
    /// Its method.
    pub(crate) method: String,
    /// Its path, at most 256 characters of it.
    pub(crate) path: String,
    /// The route that it matched.
    pub(crate) route: Option<String>,
    /// The status of its response; `None` if there was none.
    pub(crate) status: Option<u16>,
    /// Seconds from its head to the end of its response.
    pub(crate) seconds: f64,
    /// How it ended.
    pub(crate) outcome: &'static str,
    /// Its id, which its log lines have too.
    pub(crate) request_id: String,
    /// The trace that its client named, which the spans of other services have too.
    pub(crate) trace_id: Option<String>,
}

impl Troubles {
    /// The latest slow ones, the last first.
    pub(crate) fn slow(&self) -> Vec<Trouble> {
        latest(&self.slow)
    }

    /// The latest failed ones, the last first.
    pub(crate) fn failed(&self) -> Vec<Trouble> {
        latest(&self.failed)
    }
}

fn latest(list: &Mutex<VecDeque<Trouble>>) -> Vec<Trouble> {
    list.lock().unwrap_or_else(PoisonError::into_inner).iter().rev().cloned().collect()
}

impl Recorder for Troubles {
    fn end(&self, exchange: &Exchange) {
        let failed = exchange.status().is_some_and(|status| status.is_server_error())
            || matches!(exchange.outcome(), Outcome::Failed | Outcome::Panicked | Outcome::TimedOut);
        let slow = exchange.duration() >= SLOW;
        if !(failed || slow) || exchange.internal() {
            return;
        }
        let trouble = Trouble {
            time: clock::text(SystemTime::now()),
            method: exchange.method().as_str().chars().take(16).collect(),
            path: exchange.path().chars().take(LONGEST).collect(),
            route: exchange.route().map(str::to_owned),
            status: exchange.status().map(|status| status.as_u16()),
            seconds: exchange.duration().as_secs_f64(),
            outcome: exchange.outcome().as_str(),
            request_id: exchange.id().as_str().to_owned(),
            trace_id: exchange.trace_id().map(str::to_owned),
        };
        let list = if failed { &self.failed } else { &self.slow };
        add(&mut list.lock().unwrap_or_else(PoisonError::into_inner), KEPT, trouble);
    }
}
