//! What every provider joins, and the life of the process.

pub mod app;
pub(crate) mod captured;
mod catch;
pub mod checks;
pub mod chosen;
#[cfg(any(feature = "audit", feature = "cluster", feature = "log", feature = "observe", feature = "queue"))]
pub(crate) mod clock;
mod compose;
pub(crate) mod core;
mod ending;
mod error;
mod given_up;
mod handle;
pub mod inside;
mod installer;
pub mod journal;
mod launch;
#[cfg(feature = "log")]
pub(crate) mod layers;
pub mod metrics;
pub mod needs;
mod options;
pub mod panels;
mod phase;
mod provider;
#[cfg(feature = "redis")]
pub(crate) mod redis;
pub mod request;
mod routes;
mod run;
mod runtime;
mod server;
mod signals;
pub mod start;
pub(crate) mod started;
mod startup;
pub(crate) mod stderr;
mod step;
mod summary;
mod systemd;
pub mod tail;
mod task;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(any(feature = "audit", feature = "log"))]
pub(crate) mod text;
pub(crate) mod trace;
mod verdict;
pub(crate) mod watch;
mod workers;

pub use app::{App, Listed, Manifest, Stage};
pub(crate) use catch::catch;
#[cfg(any(feature = "audit", all(test, feature = "test")))]
pub(crate) use catch::message;
#[cfg(feature = "test")]
pub(crate) use catch::unwound;
pub use error::Error;
pub use handle::Kernel;
#[cfg(test)]
pub(crate) use installer::Joined;
pub use installer::{Bound, Installer, Parts};
pub use launch::Launch;
pub use options::Options;
pub use phase::{Life, Phase};
pub use provider::{Handles, Provider};
pub use routes::Routes;
pub use run::run;
#[cfg(feature = "test")]
pub(crate) use run::{begin, builder};
pub use runtime::Runtime;
pub use start::Start;
pub use started::{Started, start as start_inside};
#[cfg(feature = "test")]
pub(crate) use startup::plan;
pub use task::{Policy, Restart, Task};
#[cfg(test)]
pub(crate) use trace::heard;
#[cfg(feature = "audit")]
pub(crate) use trace::spawn as spawn_thread;

/// The result of everything that can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;
