//! When a job that failed is tried again.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use runa_schema::settings::RetrySettings;

/// How long a job waits after its attempt number `attempt` has failed; `None`: it is not tried again.
///
/// `min` after the first, then twice as long each time, at most `max_delay`; each shortened by chance, by up to a half, so that jobs which failed
/// together do not come back together.
pub(super) fn delay(settings: &RetrySettings, attempt: u32) -> Option<Duration> {
    (attempt <= settings.max).then(|| longest(settings, attempt).mul_f64(0.5 + chance() / 2.0))
}

/// How often a job is handed out.
pub(super) const fn attempts(settings: &RetrySettings) -> u32 {
    settings.max.saturating_add(1)
}

/// Before it is shortened.
fn longest(settings: &RetrySettings, attempt: u32) -> Duration {
    let doubled = 2_u32.checked_pow(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
    settings.min.saturating_mul(doubled).min(settings.max_delay)
}

/// Between 0 and 1. No more random than that needs.
fn chance() -> f64 {
    let random = RandomState::new().hash_one(0_u8);
    f64::from(u32::try_from(random >> 32).unwrap_or_default()) / f64::from(u32::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn settings(max: u32, min: &str, max_delay: &str) -> RetrySettings {
        let parse = |text: &str| Duration::from_millis(text.parse().unwrap_or_default());
        RetrySettings { max, min: parse(min), max_delay: parse(max_delay) }
    }

    #[test]
    fn waits_double_up_to_the_longest_and_end_with_the_attempts() {
        let three = settings(3, "1000", "3000");
        let waits: Vec<_> = (1..=5).map(|attempt| longest(&three, attempt).as_millis()).collect();
        assert_eq!(waits, [1000, 2000, 3000, 3000, 3000]);
        assert!(delay(&three, 3).is_some() && delay(&three, 4).is_none());
        assert_eq!(attempts(&three), 4);
        assert!(delay(&settings(0, "1000", "3000"), 1).is_none(), "max 0: tried once");
        // Neither a long series nor large settings overflow.
        let endless = settings(1000, "86400000", "604800000");
        assert_eq!(longest(&endless, 1000), Duration::from_hours(168));
        assert_eq!(longest(&settings(3, "5000", "1000"), 1), Duration::from_secs(1), "never longer than the longest");
    }

    #[test]
    fn each_wait_is_shortened_by_chance_by_at_most_a_half() {
        let settings = settings(9, "1000", "10000");
        let waits: Vec<_> = (0..1000).filter_map(|_| delay(&settings, 2)).collect();
        let (least, most) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
        assert!(*least >= Duration::from_secs(1) && *most <= Duration::from_secs(2), "{least:?} to {most:?}");
        assert!(*most > *least + Duration::from_millis(900), "they differ: {least:?} to {most:?}");
    }
}
