//! `cluster`: which instances of the service are alive.

use std::time::Duration;

use super::store::{MemorySettings, RedisSettings};
use super::{Default, Group, settings};
use crate::value::{Fraction, Listen, Named, Secret};

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
    later {
        /// Instances find each other by talking to each other, without a store. Needs the feature `gossip`.
        gossip: Option<Group<GossipSettings>> { feature: Some("gossip") },
        /// If more than this part of the instances is lost at once, the view is kept and marked as stale: then the store is at fault, or the network. `1`: never.
        self_preservation: Fraction { default: Default::Is("0.5"), tunable: true },
    }
}

settings! {
    /// Messages between the instances, over UDP. Each is authenticated.
    later struct GossipSettings {
        /// Where messages are received.
        listen: Listen { default: Default::Is("0.0.0.0:7946"), tunable: true },
        /// Some of the others, as names or addresses with a port: one that answers is enough. A name may stand for several.
        seeds: Vec<String> { default: Default::Required, tunable: true },
        /// What authenticates a message: the same for all instances.
        secret: Secret { default: Default::Required, tunable: true, secret: true, variable: Some("GOSSIP_SECRET") },
    }
}
