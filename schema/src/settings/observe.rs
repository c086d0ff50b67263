//! `observe`: health, readiness, start-up and metrics endpoints.

use std::time::Duration;

use super::{Default, choice, settings};
use crate::value::UrlPath;

choice! {
    /// An endpoint of `observe`.
    pub enum Endpoint {
        /// Whether the process itself lives.
        Health = "health",
        /// Whether requests should be sent to it.
        Ready = "ready",
        /// Whether it has started.
        Started = "started",
        /// Counters, gauges and histograms for Prometheus.
        Metrics = "metrics",
        /// Everything about the running process, as JSON. Needs `debug: true`.
        Debug = "debug",
    }
}

settings! {
    /// Endpoints that say how the process is.
    pub struct ObserveSettings {
        /// Path below which the endpoints lie: `/-/health`, `/-/ready`, `/-/started`, `/-/metrics`.
        mount: UrlPath { default: Default::Is("/-") },
        /// How long one check may take. Then it has failed.
        timeout: Duration { default: Default::Is("2s"), range: Some(("1ms", "1m")), tunable: true },
        /// How often checks run in the background. A probe answers from the last result, at once.
        refresh: Duration { default: Default::Is("10s"), range: Some(("100ms", "10m")), tunable: true },
        /// Whether `debug/monitor` is served: memory, tasks, checks and providers of the process as JSON.
        debug: bool { default: Default::Is("false"), tunable: true },
        /// Endpoints beside the service that other machines may see. All are there on `server.admin`, and for this machine on a loopback listener without an `admin`.
        expose: Vec<Endpoint> { default: Default::Is("health,ready,started") },
    }
}
