//! `queue`: named queues of jobs, and their workers.

use std::time::Duration;

use super::store::{MemorySettings, RedisSettings};
use super::{Default, Group, Groups, choice, settings};
use crate::value::Fraction;

settings! {
    /// Jobs that survive: named queues, and workers that run what is pushed.
    pub struct QueueSettings {
        /// Jobs are kept in this process. What holds where no other place is written; refused in production.
        memory: Option<Group<MemorySettings>> {},
        /// Jobs are kept in Redis, as streams with consumer groups. Needs the feature `redis`.
        redis: Option<Group<RedisSettings>> { feature: Some("redis") },
        /// The queues, each under its name: `{ emails: {}, reports: { concurrency: 2 } }`. Each is a field of `ops.queue`.
        queues: Groups<OneQueueSettings> { default: Default::Is("") },
    }
    later {
        /// Which work this process does: set at start, one build serves as service, as worker, or as both.
        work: Work { default: Default::Is("all"), tunable: true },
    }
}

choice! {
    /// Which work a process does.
    later enum Work {
        /// It serves requests and runs jobs.
        All = "all",
        /// It serves requests, and leaves jobs to others.
        None = "none",
        /// It runs jobs, and listens for operators only.
        Only = "only",
    }
}

choice! {
    /// What happens to a push when the queue is full.
    later enum Overflow {
        /// It fails.
        Reject = "reject",
        /// It waits for room.
        Block = "block",
    }
}

settings! {
    /// One queue.
    pub struct OneQueueSettings {
        /// Jobs that run at the same time in this process.
        concurrency: u32 { default: Default::Is("10"), range: Some(("1", "10000")) },
        /// How long a job belongs to its worker without a sign of life. It is renewed while the job runs; when the worker dies, another takes the job after this time.
        lease: Duration { default: Default::Is("30s"), range: Some(("500ms", "1h")) },
        /// Jobs that may wait in memory. A push to a full queue fails. Redis has no such limit.
        capacity: u32 { default: Default::Is("10000"), range: Some(("1", "10000000")) },
        /// What happens to a job that fails.
        retry: Group<RetrySettings> { default: Default::Is("") },
    }
    later {
        /// How long a job may run. Then it has failed, and is tried again. Unset: as long as it takes.
        timeout: Option<Duration> { range: Some(("1ms", "168h")) },
        /// How long a dead letter is kept. Unset: until it is deleted.
        keep_failed: Option<Duration> { default: Default::Is("168h"), range: Some(("1m", "8784h")) },
        /// What happens to a push when the queue is full, in memory.
        overflow: Overflow { default: Default::Is("reject") },
    }
}

settings! {
    /// What happens to a job that fails.
    pub struct RetrySettings {
        /// How often it is tried again after the first time. Then it lies among the dead letters.
        max: u32 { default: Default::Is("3"), range: Some(("0", "1000")) },
        /// How long it waits before the second try. Each further wait is twice as long, and each is shortened by chance, by up to a half.
        min: Duration { default: Default::Is("1s"), range: Some(("1ms", "24h")) },
        /// The longest wait.
        max_delay: Duration { default: Default::Is("5m"), range: Some(("1ms", "168h")) },
    }
    later {
        /// By which part a wait may be shortened by chance, so that jobs that failed together are not tried together. `0`: not at all.
        jitter: Fraction { default: Default::Is("0.5") },
    }
}
