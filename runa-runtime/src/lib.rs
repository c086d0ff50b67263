//! The runtime of runa: the kernel, and one folder a provider.
//!
//! The kernel owns what everybody joins: checks, metrics, routes, recorders of the request path, tasks, signals, the server. A provider
//! joins a registry of the kernel or is handed another's handle; it never imports another provider's folder.
//!
//! Architecture invariant: no process globals. Two apps can run in one process.

#![warn(clippy::print_stderr)] // `eprintln!` panics when standard error is broken; see `kernel::stderr`.

#[cfg(feature = "audit")]
pub mod audit;
#[cfg(feature = "cluster")]
pub mod cluster;
#[cfg(feature = "console")]
pub mod console;
#[doc(hidden)]
pub mod feature;
pub mod kernel;
#[cfg(feature = "log")]
pub mod log;
#[cfg(feature = "observe")]
pub mod observe;
#[cfg(feature = "queue")]
pub mod queue;

#[cfg(feature = "test")]
pub mod test;

#[cfg(feature = "audit")]
pub use audit::Audit;
#[cfg(feature = "cluster")]
pub use cluster::Cluster;
#[cfg(feature = "console")]
pub use console::Console;
#[cfg(not(feature = "audit"))]
#[doc(hidden)]
pub use feature::Audit;
#[cfg(not(feature = "cluster"))]
#[doc(hidden)]
pub use feature::Cluster;
#[cfg(not(feature = "console"))]
#[doc(hidden)]
pub use feature::Console;
#[cfg(not(feature = "log"))]
#[doc(hidden)]
pub use feature::Log;
#[cfg(not(feature = "observe"))]
#[doc(hidden)]
pub use feature::Observe;
#[cfg(not(feature = "queue"))]
#[doc(hidden)]
pub use feature::{Queue, Queues};
#[cfg(feature = "log")]
pub use log::Log;
#[cfg(feature = "observe")]
pub use observe::Observe;
#[cfg(feature = "queue")]
pub use queue::{Queue, Queues};
