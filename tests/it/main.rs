//! Everything that is seen from outside: the examples as processes, and the order of the house.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod audit;
mod cluster;
mod console;
mod custom;
mod dependencies;
#[cfg(target_os = "linux")]
mod descriptors;
mod drain;
mod embedded;
#[cfg(all(feature = "audit", feature = "queue"))]
mod handing_over;
mod http;
mod library;
mod life;
mod listen;
mod log;
#[cfg(target_os = "linux")]
mod machine;
mod process;
mod protocol;
mod queue;
#[path = "../../runa-runtime/src/kernel/tests/redis.rs"]
mod redis;
mod resolution;
mod said;
mod stages;
mod systemd;
mod tidy;
