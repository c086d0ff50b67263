//! From the first line of a process to its exit code.
//!
//! A start settles the settings (`startup`) and installs the providers (`start`); `run` and `started` are the two who ask for it, in a process that is
//! runa's and in one that is not. `ending` is the end of all of them, `watch` the threads that look after the whole.

pub(crate) mod aside;
pub(crate) mod claim;
mod ending;
mod launch;
mod options;
mod phase;
pub(crate) mod run;
mod runtime;
mod serving;
pub(crate) mod signals;
pub mod start;
pub(crate) mod started;
pub(crate) mod startup;
pub(crate) mod step;
pub(crate) mod summary;
pub(crate) mod suspects;
pub(crate) mod systemd;
pub(crate) mod unheeded;
pub(crate) mod verdict;
pub(crate) mod watch;
pub(crate) mod workers;

pub use launch::Launch;
pub use options::Options;
pub use phase::{Life, Phase};
pub use run::run;
#[cfg(any(test, feature = "test"))]
pub(crate) use run::{begin, builder};
pub use runtime::Runtime;
pub use start::Start;
pub use started::{Started, start as start_inside};
#[cfg(feature = "test")]
pub(crate) use startup::plan;
