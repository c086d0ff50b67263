//! The runtime of runa: the kernel, and one folder a provider.
//!
//! The kernel owns what everybody joins: checks, metrics, routes, recorders of the request path, tasks, signals, the server. A provider
//! joins a registry of the kernel or is handed another's handle; it never imports another provider's folder.
//!
//! Architecture invariant: no process globals. Two apps can run in one process.

#![warn(clippy::print_stderr)] // `eprintln!` panics when standard error is broken; see `kernel::stderr`.

#[doc(hidden)]
pub mod feature;
pub mod kernel;
#[cfg(feature = "log")]
pub mod log;
#[cfg(feature = "observe")]
pub mod observe;

#[cfg(not(feature = "log"))]
#[doc(hidden)]
pub use feature::Log;
#[cfg(not(feature = "observe"))]
#[doc(hidden)]
pub use feature::Observe;
#[cfg(feature = "log")]
pub use log::Log;
#[cfg(feature = "observe")]
pub use observe::Observe;
