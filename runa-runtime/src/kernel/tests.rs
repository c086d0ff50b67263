//! The life of a process, as its owner and its clients see it.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod house;
mod life;
#[cfg(unix)]
mod process;
mod serving;
