//! `queue`: named queues of jobs, and their workers.

use std::time::Duration;

use super::store::{MemorySettings, RedisSettings};
use super::{Default, Group, Groups, settings};

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
}
