//! `observe`: endpoints that say how the process is.
//!
//! - `health`: the process lives. It says nothing about what is outside of it, so that nobody restarts a process because a database is away.
//! - `ready`: requests should be sent to it: it has started, does not drain, and no check says otherwise.
//! - `started`: it has started.
//! - `metrics`: for Prometheus, as classic text or as `OpenMetrics`.
//! - `debug/monitor`, with `debug: true`: everything in one JSON document.
//!
//! What this promises: a probe is answered from what is known, at once, whatever the checks do. Reasons and names of checks are shown only
//! to a client on this machine that no proxy stands before, and on the `admin` listener; elsewhere only the status.

mod accept;
mod answer;
mod build;
mod endpoint;
mod install;
mod monitor;
mod process;
mod requests;
mod runtime;
mod verdict;
mod viewer;

use std::fmt;
use std::future::Future;
use std::sync::Arc;

pub use crate::kernel::checks::{Kind, Outcome};
use crate::kernel::metrics::Metrics;
use crate::kernel::{Parts, Result};

/// The handle of `observe`: checks and metrics of the service's own.
#[derive(Clone)]
pub struct Observe {
    parts: Arc<Parts>,
}

impl Observe {
    /// Adds a check. It runs in the background at once, and then every `refresh`; it has failed when it takes longer than `timeout`, ends with
    /// an `Err` or [`Outcome::Fail`], or panics. A name stands once.
    ///
    /// ```no_run
    /// # use runa_runtime::observe::{Kind, Observe};
    /// # fn example(observe: &Observe) -> runa_runtime::kernel::Result<()> {
    /// observe.check("orders db", Kind::Ready, || async {
    ///     tokio::net::TcpStream::connect("db.example:5432").await.map(drop)
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn check<W, F, O>(&self, name: &str, kind: Kind, work: W) -> Result<()>
    where
        W: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = O> + Send + 'static,
        O: Into<Outcome>,
    {
        self.parts.checks.add(name, kind, work)
    }

    /// The metrics of the process, to read them and to define more.
    pub fn metrics(&self) -> &Metrics {
        &self.parts.metrics
    }
}

impl fmt::Debug for Observe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observe").field("checks", &self.parts.checks).field("metrics", &self.parts.metrics).finish()
    }
}

#[cfg(test)]
mod tests;
