//! The life of a process, as its owner and its clients see it.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod house;
mod life;
mod parts;
#[cfg(unix)]
mod process;
pub(crate) mod redis;
mod serving;
mod started;

pub(crate) use parts::parts;
