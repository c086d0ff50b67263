//! What is said again and again is said once a minute.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::kernel::checks::Checks;
use crate::kernel::journal::Journal;
use crate::kernel::stderr;

/// How often.
const EVERY: Duration = Duration::from_mins(1);

/// Says one kind of trouble: in the log, or on standard error where there is none.
#[derive(Debug)]
pub(super) struct Complaint {
    journal: Journal,
    checks: Checks,
    last: Mutex<Option<Instant>>,
}

impl Complaint {
    pub(super) fn new(journal: Journal, checks: Checks) -> Self {
        Self { journal, checks, last: Mutex::default() }
    }

    /// Lets the check see at once that a writer fails, or writes again.
    pub(super) fn changed(&self) {
        self.checks.again("audit");
    }

    pub(super) fn say(&self, text: &str) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|last| last.elapsed() < EVERY) {
            return;
        }
        *last = Some(Instant::now());
        drop(last);
        if self.journal.scribe().is_some() {
            tracing::error!(target: "runa", "{text}");
        } else {
            stderr::say(format_args!("error: {text}"));
        }
    }
}
