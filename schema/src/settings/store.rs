//! Where several providers can keep what they share: in this process, or in Redis.

use super::{Default, settings};
use crate::value::RedisUrl;

settings! {
    /// In this process: gone with it, and seen by no other.
    pub struct MemorySettings {}
}

settings! {
    /// In Redis, version 7 or later.
    pub struct RedisSettings {
        /// Where it is: `redis://user:password@host:6379/0`, `rediss://…` with TLS (feature `redis-tls`), `redis+unix:///path`. Holds a password, so production takes it by reference.
        url: RedisUrl { default: Default::Required, tunable: true, secret: true, variable: Some("REDIS_URL") },
        /// What its keys begin with. Services that share a Redis are kept apart by it.
        prefix: String { default: Default::Is("runa"), tunable: true },
    }
}
