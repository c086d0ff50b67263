//! `cluster`: which instances of the service are alive.

use std::time::Duration;

use super::store::{MemorySettings, RedisSettings};
use super::{Default, Group, settings};
use crate::value::Named;

settings! {
    /// The instances of the service: each makes itself known, and sees the others.
    pub struct ClusterSettings {
        /// This process alone. What holds where no other place is written; refused in production.
        memory: Option<Group<MemorySettings>> {},
        /// Instances find each other in Redis. Needs the feature `redis`.
        redis: Option<Group<RedisSettings>> { feature: Some("redis") },
        /// How often an instance shows that it is alive.
        heartbeat_interval: Duration { default: Default::Is("5s"), range: Some(("50ms", "10m")), tunable: true },
        /// How long an instance counts as alive after its last heartbeat: at least three heartbeats, so that a lost one means nothing.
        ttl: Duration { default: Default::Is("15s"), range: Some(("150ms", "1h")), tunable: true },
        /// Name of this instance. Unset: one that no other boot has.
        id: Option<String> { tunable: true },
        /// What others may know of it: `{ zone: a, build: "2026.11" }`.
        meta: Option<Named<String>> {},
    }
}
