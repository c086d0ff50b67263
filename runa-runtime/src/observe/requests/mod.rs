//! Requests as metrics, by OpenTelemetry's names for Prometheus.
//!
//! Their series are bounded whatever clients send: the route is the pattern that axum matched, or `unmatched`; the method one that everybody
//! knows, or `_OTHER`; the host does not appear. Requests that providers answer themselves, such as probes, are not counted.

mod active;
mod table;

use active::Active;
use table::{Method, Table};

use super::Metrics;
use crate::kernel::Result;
use crate::kernel::metrics::DURATION_BOUNDS;
use crate::kernel::request::{Exchange, Recorder};

/// The route of requests that no route matched.
const UNMATCHED: &str = "unmatched";

/// Counts requests.
#[derive(Debug)]
pub(super) struct Requests {
    durations: Table,
    active: Active,
}

impl Requests {
    pub(super) fn new(metrics: &Metrics) -> Result<Self> {
        let durations = metrics
            .metric(
                "http_server_request_duration_seconds",
                "Time from the head of a request to the end of its response.",
            )
            .unit("seconds")
            .labels(["http_request_method", "http_route", "http_response_status_code"])
            .histogram(&DURATION_BOUNDS)?;
        let active = Active::default();
        let series = active.clone();
        metrics
            .metric("http_server_active_requests", "Requests whose response has not ended.")
            .labels(["http_request_method"])
            .read_gauge(move || series.series())?;
        Ok(Self { durations: Table::new(durations), active })
    }

    fn count(&self, method: Method, route: Option<&str>, status: Option<http::StatusCode>, seconds: f64) {
        self.durations.observe(method, route.unwrap_or(UNMATCHED), status.map_or(0, |status| status.as_u16()), seconds);
    }
}

impl Recorder for Requests {
    fn begin(&self, exchange: &Exchange) {
        self.active.begin(Method::of(exchange.method()));
    }

    fn end(&self, exchange: &Exchange) {
        let method = Method::of(exchange.method());
        self.active.end(method);
        if !exchange.internal() {
            self.count(method, exchange.route(), exchange.status(), exchange.duration().as_secs_f64());
        }
    }
}

#[cfg(test)]
mod tests;
