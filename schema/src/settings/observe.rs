//! `observe`: health, readiness, start-up and metrics endpoints.

use std::time::Duration;

use super::{Default, Group, choice, settings};
use crate::value::{Fraction, Named, Secret, UrlPath};

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
    later {
        /// Service, version, stage, commit, compiler, start and hash of the manifest.
        "info",
    }
}

choice! {
    /// Who sees why a check fails.
    later enum Details {
        /// Whoever asks on `server.admin`, or from this machine without a proxy between.
        Auto = "auto",
        /// Everybody who sees the endpoint.
        Always = "always",
        /// Nobody: `pass`, `warn` or `fail`, and no more.
        Never = "never",
    }
}

choice! {
    /// How a collector is spoken to.
    later enum OtlpProtocol {
        /// Protobuf in requests of HTTP; port 4318 as a rule.
        Http = "http/protobuf",
        /// gRPC; port 4317 as a rule.
        Grpc = "grpc",
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
    later {
        /// Who sees why a check fails.
        details: Details { default: Default::Is("auto"), tunable: true },
        /// Series that one metric of the service's own can have. More of its labels are counted in one series, and how many they are.
        max_series: u32 { default: Default::Is("2000"), range: Some(("1", "1000000")), tunable: true },
        /// Traces and metrics are sent to a collector of OpenTelemetry. Needs the feature `otlp`.
        otlp: Option<Group<OtlpSettings>> { feature: Some("otlp") },
    }
}

settings! {
    /// Traces and metrics for a collector. One that is away or slow costs nothing but what is dropped, which is counted.
    later struct OtlpSettings {
        /// Where it is.
        endpoint: String { default: Default::Is("http://localhost:4318"), tunable: true },
        /// How it is spoken to.
        protocol: OtlpProtocol { default: Default::Is("http/protobuf"), tunable: true },
        /// The share of traces that is sent. One that a caller has decided keeps its decision.
        sample: Fraction { default: Default::Is("1"), tunable: true },
        /// Headers of each request to it, such as the key of an account.
        headers: Option<Named<Secret>> { secret: true, variable: Some("OTLP_HEADER") },
    }
}
