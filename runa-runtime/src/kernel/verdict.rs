//! With which code the process ends.

use std::sync::atomic::{AtomicU8, Ordering};

/// Main or a task failed.
pub(crate) const FAILED: u8 = 1;
/// A deadline passed.
pub(crate) const LATE: u8 = 2;
/// The configuration is wrong: `EX_CONFIG` of sysexits.h.
pub(crate) const CONFIGURATION: u8 = 78;

/// The first thing that went wrong decides.
#[derive(Debug, Default)]
pub(crate) struct Verdict(AtomicU8);

impl Verdict {
    pub(crate) fn note(&self, code: u8) {
        // Failing means that something went wrong earlier.
        let _ = self.0.compare_exchange(0, code, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// 0 when nothing went wrong.
    pub(crate) fn code(&self) -> u8 {
        self.0.load(Ordering::Relaxed)
    }
}
