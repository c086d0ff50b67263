//! `runtime`: what is asked of tokio. It stands in `#[runa::app(runtime(…))]` and not in the manifest, because it is the process's.

use std::time::Duration;

use super::{Default, choice, settings};

choice! {
    /// How many threads the runtime has.
    pub enum Flavor {
        /// Several, which take work from each other.
        MultiThread = "multi_thread",
        /// One: the one that `main` began on.
        CurrentThread = "current_thread",
    }
}

settings! {
    /// The tokio runtime on which the service runs. Written in the attribute: `#[runa::app(manifest = "ops.yaml", runtime(worker_threads = 4))]`.
    pub struct RuntimeSettings {
        /// How many threads it has.
        flavor: Flavor { default: Default::Is("multi_thread"), tunable: true },
        /// How many threads run the service's tasks. Unset: one for each core that the process may use.
        worker_threads: Option<u32> { range: Some(("1", "4096")), tunable: true },
        /// How long a task may keep the thread of a worker until it is said that the worker is blocked; `none`: it is not said.
        blocked_after: Option<Duration> { default: Default::Is("1s"), range: Some(("200ms", "1h")), tunable: true },
    }
}
