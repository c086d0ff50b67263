//! The life of a process, as its owner and its clients see it.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[cfg(unix)]
pub(crate) mod again;
#[cfg(feature = "tls")]
pub(crate) mod certificates;
pub(crate) mod heard;
pub(crate) mod house;
mod life;
mod misbehaving;
mod parts;
#[cfg(unix)]
mod process;
pub(crate) mod redis;
mod serving;
#[cfg(unix)]
mod signalled;
mod started;
#[cfg(all(feature = "log", unix))]
mod stuck;
mod tasks;
#[cfg(feature = "tls")]
mod tls;

pub(crate) use parts::parts;
