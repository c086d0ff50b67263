//! The tokio runtime, as metrics: what it shows without an unstable flag.

use tokio::runtime::{Handle, RuntimeMetrics};

use super::Metrics;
use crate::kernel::Result;
use crate::kernel::metrics::float;

/// What is known about the runtime that asks.
pub(super) struct Runtime {
    pub(super) workers: usize,
    pub(super) tasks: usize,
    pub(super) queued: usize,
}

pub(super) fn now() -> Option<Runtime> {
    Handle::try_current().ok().map(|runtime| read(&runtime.metrics()))
}

fn read(metrics: &RuntimeMetrics) -> Runtime {
    Runtime { workers: metrics.num_workers(), tasks: metrics.num_alive_tasks(), queued: metrics.global_queue_depth() }
}

/// Defines them, for the runtime in which the process is installed.
pub(super) fn define(metrics: &Metrics) -> Result<()> {
    let Ok(runtime) = Handle::try_current() else { return Ok(()) };
    let gauge = |name, help, value: fn(Runtime) -> usize| {
        let runtime = runtime.metrics();
        metrics.metric(name, help).read_gauge(move || Some(float(value(read(&runtime)) as u64)))
    };
    gauge("tokio_workers", "Worker threads of the tokio runtime.", |runtime| runtime.workers)?;
    gauge("tokio_alive_tasks", "Tasks of the tokio runtime that have not ended.", |runtime| runtime.tasks)?;
    gauge("tokio_global_queue_depth", "Tasks that wait in the tokio runtime's global queue.", |runtime| runtime.queued)
}
