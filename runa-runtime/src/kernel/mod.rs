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
mod error;
pub mod event;
pub mod failure;
mod given_up;
mod handle;
pub mod inside;
mod installer;
pub mod journal;
#[cfg(feature = "log")]
pub(crate) mod layers;
pub(crate) mod life;
pub mod metrics;
pub mod needs;
pub mod panels;
pub(crate) mod polled;
mod provider;
#[cfg(feature = "redis")]
pub(crate) mod redis;
pub mod request;
mod routes;
mod server;
pub(crate) mod stderr;
pub mod tail;
mod task;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(any(feature = "audit", feature = "log"))]
pub(crate) mod text;
pub(crate) mod trace;

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
pub use life::{Launch, Life, Options, Phase, Runtime, Start, Started, run, start, start_inside};
#[cfg(feature = "test")]
pub(crate) use life::{begin, builder, plan, started};
pub use provider::{Handles, Provider};
pub use routes::Routes;
pub use task::{Policy, Restart, Task};
#[cfg(feature = "audit")]
pub(crate) use trace::spawn as spawn_thread;

/// The result of everything that can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;
