//! A job, as who pushes it and who handles it see it.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::ops::Deref;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;

use super::driver::Delivery;
use super::error::PushError;
use super::one::Queue;

/// What a job is called: 32 hexadecimal digits that no other job has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub(super) u128);

impl JobId {
    pub(super) fn make() -> Self {
        // The standard library's only source of random bits: each state has a key of its own.
        let random = RandomState::new();
        Self(u128::from(random.hash_one(0_u8)) << 64 | u128::from(random.hash_one(1_u8)))
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for JobId {
    type Err = crate::kernel::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let id = u128::from_str_radix(text, 16).ok().filter(|_| digits).map(Self);
        id.ok_or_else(|| {
            crate::kernel::Error::new(format!(
                "`{}` is no id of a job: that has 32 hexadecimal digits",
                text.escape_debug()
            ))
        })
    }
}

/// A job that a handler runs. It stands for what was pushed: `job.to` is the field `to`.
#[derive(Clone, Debug)]
pub struct Job<T> {
    payload: T,
    id: JobId,
    attempt: u32,
    pushed_at: SystemTime,
}

impl<T> Job<T> {
    pub(super) fn new(payload: T, delivery: &Delivery) -> Self {
        let Delivery { id, attempt, pushed, .. } = *delivery;
        Self { payload, id, attempt, pushed_at: time(pushed) }
    }

    /// Its id: the same in each attempt, so an effect can be made under it once.
    pub const fn id(&self) -> JobId {
        self.id
    }

    /// Which attempt this is, counted from 1.
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }

    /// When it was pushed, by the clock of the place that keeps the queue.
    pub const fn pushed_at(&self) -> SystemTime {
        self.pushed_at
    }

    /// What was pushed.
    pub fn into_inner(self) -> T {
        self.payload
    }
}

impl<T> Deref for Job<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.payload
    }
}

/// A job that is not pushed yet.
#[derive(Debug)]
#[must_use = "a job is pushed by `push()`"]
pub struct NewJob<'a, T: ?Sized> {
    queue: &'a Queue,
    payload: &'a T,
    delay: Duration,
}

impl<'a, T: Serialize + ?Sized> NewJob<'a, T> {
    pub(super) const fn new(queue: &'a Queue, payload: &'a T) -> Self {
        Self { queue, payload, delay: Duration::ZERO }
    }

    /// Lets it wait that long before it is run. It survives what other jobs survive.
    pub const fn delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// Pushes it. `Ok` means that it is kept.
    ///
    /// Errors: see [`PushError`]. It ends within two seconds, whatever happens to the place that keeps the queue.
    pub fn push(self) -> impl Future<Output = Result<JobId, PushError>> + Send + use<'a, T> {
        // Written at once, so that the future is `Send` also where a reference to the job is not.
        let written = self.queue.line().write(self.payload);
        let (line, delay) = (self.queue.line(), self.delay);
        async move {
            let id = JobId::make();
            line.push(id, written?, delay).await?;
            Ok(id)
        }
    }
}

/// A time in milliseconds since 1970.
pub(super) fn time(millis: u64) -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_millis(millis)).unwrap_or(UNIX_EPOCH)
}

/// Milliseconds since 1970.
pub(super) fn millis(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::JobId;

    #[test]
    fn ids_are_read_as_they_are_written_and_differ() {
        let ids: std::collections::HashSet<_> = (0..10_000).map(|_| JobId::make()).collect();
        assert_eq!(ids.len(), 10_000);
        for id in ids.iter().take(100) {
            assert_eq!(id.to_string().parse::<JobId>().ok().as_ref(), Some(id));
        }
        for wrong in ["", "1", "+0000000000000000000000000000001", &"g".repeat(32), &"0".repeat(33)] {
            assert!(wrong.parse::<JobId>().is_err(), "{wrong}");
        }
    }
}
