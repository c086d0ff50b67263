//! Tasks that begin anew: when, and how often.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// The policy of a task that begins anew whenever it ends: by an error, by a panic, or because it is done, which is not expected of it.
///
/// It waits first: 500ms, twice as long each time, at most 1m, each shortened by chance by up to a half, so that instances that lost the
/// same store do not come back together. A run that went well for 1m makes the next wait the first again. Once the process drains,
/// nothing begins anew.
///
/// ```
/// use std::time::Duration;
/// use runa_runtime::kernel::Restart;
///
/// let policy = Restart::default().waits(Duration::from_secs(1)..=Duration::from_secs(30)).at_most(10).may_end();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Restart {
    first: Duration,
    longest: Duration,
    well: Duration,
    most: Option<u32>,
    pub(super) may_end: bool,
}

impl Default for Restart {
    fn default() -> Self {
        let (first, minute) = (Duration::from_millis(500), Duration::from_mins(1));
        Self { first, longest: minute, well: minute, most: None, may_end: false }
    }
}

impl Restart {
    /// Waits at least and at most so long before a run.
    pub fn waits(self, waits: std::ops::RangeInclusive<Duration>) -> Self {
        let (first, longest) = waits.into_inner();
        Self { first, longest, ..self }
    }

    /// After a run of this length the task counts as well again: the next wait is the first.
    pub const fn well_after(self, run: Duration) -> Self {
        Self { well: run, ..self }
    }

    /// Begins anew so many times in a row; then it is fatal. Without this, for ever.
    pub const fn at_most(self, restarts: u32) -> Self {
        Self { most: Some(restarts), ..self }
    }

    /// The task may end with `Ok`, and then stays ended.
    pub const fn may_end(self) -> Self {
        Self { may_end: true, ..self }
    }

    /// Counts a run that has ended. How long to wait before the next; `None`: there is none.
    pub(super) fn next(&self, row: &mut u32, ran: Duration) -> Option<Duration> {
        if ran >= self.well {
            *row = 0;
        }
        if self.most.is_some_and(|most| *row >= most) {
            return None;
        }
        let doubled = 2_u32.checked_pow(*row).unwrap_or(u32::MAX);
        *row = row.saturating_add(1);
        let longest = self.first.saturating_mul(doubled).min(self.longest);
        Some(longest.mul_f64(0.5 + chance() / 2.0))
    }
}

/// Between 0 and 1. No more random than that needs.
fn chance() -> f64 {
    let random = RandomState::new().hash_one(0_u8);
    f64::from(u32::try_from(random >> 32).unwrap_or_default()) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_to_the_longest_and_begin_again_after_a_good_run() {
        let (second, minute) = (Duration::from_secs(1), Duration::from_mins(1));
        let restart = Restart::default().waits(second..=second * 5).well_after(minute);
        let mut row = 0;
        for (longest, ran) in [
            (1, Duration::ZERO),
            (2, second),
            (4, second * 59),
            (5, Duration::ZERO),
            (5, Duration::ZERO),
            (1, minute),
            (2, Duration::ZERO),
        ] {
            let wait = restart.next(&mut row, ran).unwrap_or_default();
            assert!(wait >= second * longest / 2 && wait <= second * longest, "{wait:?} of {longest}");
        }
        // A task that fails for ever does not overflow anything.
        row = u32::MAX;
        assert!(restart.next(&mut row, Duration::ZERO).is_some_and(|wait| wait <= second * 5));
    }

    #[test]
    fn waits_are_shortened_by_chance() {
        let restart = Restart::default().waits(Duration::from_secs(1)..=Duration::from_secs(1));
        let waits: Vec<_> = (0..1000).filter_map(|_| restart.next(&mut 0, Duration::ZERO)).collect();
        let (least, most) = (waits.iter().min(), waits.iter().max());
        assert!(
            least < Some(&Duration::from_millis(600)) && most > Some(&Duration::from_millis(900)),
            "{least:?} {most:?}"
        );
    }

    #[test]
    fn so_many_in_a_row_and_no_more() {
        let restart = Restart::default().at_most(2);
        let mut row = 0;
        let next = |row: &mut u32, ran| restart.next(row, ran).is_some();
        assert!(next(&mut row, Duration::ZERO) && next(&mut row, Duration::ZERO));
        assert!(next(&mut row, Duration::from_mins(1)), "it ran well: the row begins again");
        assert!(next(&mut row, Duration::ZERO) && !next(&mut row, Duration::ZERO));
    }
}
