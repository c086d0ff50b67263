//! An app under test: what `#[runa::test]` makes, starts and ends.
//!
//! Promises: each test has a runtime, ports, registries and log lines of its own, whatever runs beside it in the process; nothing of the
//! process's environment reaches it; it drains and stops at the end, also after a panic; what went wrong in it fails the test.

mod app;
mod client;
mod ended;
mod fixture;
mod heard;
mod lines;
mod measured;
mod options;
mod run;
#[cfg(test)]
mod tests;

pub use app::App;
pub use client::{Client, Response};
pub use ended::Ended;
pub use fixture::{Asked, Fixture, Stages, has_stage};
pub use lines::Lines;
pub use measured::Measured;
pub use options::Options;
pub use run::run;

use std::time::Duration;

/// How long whatever is waited for may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(20);
