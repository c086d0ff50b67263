//! With which code the process ends.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU8, Ordering};

/// Main or a task failed.
pub(crate) const FAILED: u8 = 1;
/// A deadline passed.
pub(crate) const LATE: u8 = 2;
/// The configuration is wrong: `EX_CONFIG` of sysexits.h.
pub(crate) const CONFIGURATION: u8 = 78;

/// The first thing that went wrong decides.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    known: AtomicU8,
    returned: AtomicU8,
}

impl Verdict {
    pub(crate) fn note(&self, code: u8) {
        // Failing means that something went wrong earlier.
        let _ = self.known.compare_exchange(0, code, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Notes the code of an error that `serve` or `run` returns. It counts only if `main` fails with it: `main` may know better.
    ///
    /// One that says more than that something failed stays: who calls a second time is told only that it cannot.
    pub(crate) fn returned(&self, code: u8) {
        let known = |known: u8| (known <= FAILED).then_some(code);
        let _ = self.returned.fetch_update(Ordering::Relaxed, Ordering::Relaxed, known);
    }

    /// Whether `serve` or `run` has returned an error.
    pub(crate) fn has_returned(&self) -> bool {
        self.returned.load(Ordering::Relaxed) != 0
    }

    /// The code of a process whose `main` has ended with `main`, if it has. What it says wins, unless it only says that something failed
    /// and the kernel knows better what.
    pub(crate) fn with(&self, main: Option<ExitCode>) -> u8 {
        let code = main.map_or(0, number);
        match (code, self.code(), self.returned.load(Ordering::Relaxed)) {
            (0, known, _) => known,
            (FAILED, 0, 0) => FAILED,
            (FAILED, 0, returned) => returned,
            (FAILED, known, _) => known,
            _ => code,
        }
    }

    /// 0 when nothing went wrong.
    pub(crate) fn code(&self) -> u8 {
        self.known.load(Ordering::Relaxed)
    }
}

/// The number of an exit code, which the standard library does not tell.
fn number(code: ExitCode) -> u8 {
    (0..=u8::MAX).find(|number| ExitCode::from(*number) == code).unwrap_or(FAILED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_call_does_not_hide_why_the_first_has_failed() {
        for codes in [[CONFIGURATION, FAILED], [FAILED, CONFIGURATION], [CONFIGURATION, LATE]] {
            let verdict = Verdict::default();
            for code in codes {
                verdict.returned(code);
            }
            assert_eq!(verdict.with(Some(ExitCode::FAILURE)), CONFIGURATION, "{codes:?}");
        }
    }

    #[test]
    fn what_main_says_wins_unless_the_kernel_knows_better() {
        for (main, known, returned, expected) in [
            (None, 0, 0, 0),
            (None, LATE, 0, LATE),
            (Some(0), 0, CONFIGURATION, 0),
            (Some(0), LATE, 0, LATE),
            (Some(1), 0, 0, FAILED),
            (Some(1), 0, CONFIGURATION, CONFIGURATION),
            (Some(1), LATE, CONFIGURATION, LATE),
            (Some(7), LATE, CONFIGURATION, 7),
        ] {
            let verdict = Verdict::default();
            verdict.note(known);
            verdict.returned(returned);
            assert_eq!(verdict.with(main.map(ExitCode::from)), expected, "{main:?} {known} {returned}");
        }
    }
}
