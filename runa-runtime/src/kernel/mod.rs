//! What every provider joins, and the life of the process.

pub mod app;
pub mod checks;
mod error;
mod installer;
pub mod metrics;
mod phase;
mod provider;
pub mod request;
mod routes;
pub mod start;

pub use app::{App, Listed, Manifest, Stage};
pub use error::Error;
#[cfg(test)]
pub(crate) use installer::Joined;
pub use installer::{Installer, Parts};
pub use phase::{Life, Phase};
pub use provider::Provider;
pub use routes::Routes;

/// The result of everything that can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;
