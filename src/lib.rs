//! Operations for axum services, wired at compile time.
//!
//! One manifest says what a service needs around its routes (log lines, health, metrics, …) in each stage it runs in. `cargo check`
//! checks every stage in full: each key, value and unit, what each provider needs, and what must not happen in production. The binary
//! holds typed values and direct calls; it reads no YAML.
//!
//! ```yaml
//! # ops.yaml, beside Cargo.toml
//! runa: 1
//! service: hello
//! default_stage: dev
//! stages:
//!   dev: [log: { format: pretty, level: debug }, observe]
//!   prod: [log, observe]
//! ```
//!
//! ```no_run
//! use axum::{Router, routing::get};
//!
//! #[runa::app(manifest = "tests/ui/pass/hello.yaml")]
//! async fn main(ops: Ops) -> runa::Result<()> {
//!     ops.serve(Router::new().route("/hello", get(|| async { "hello" }))).await
//! }
//! ```
//!
//! `Ops` is made by the attribute, with one field for each provider that some stage lists: `ops.log` is a [`Log`], or an
//! `Option<Log>` if only some stages list `log`. In handlers it is state: `State<Ops>`, or `State<Log>` for one handle.
//! `RUNA_STAGE=prod` chooses the stage at start.

pub use runa_macros::app;
pub use runa_runtime::kernel::request::RequestId;
pub use runa_runtime::kernel::{App, Error, Result};
pub use runa_runtime::{Log, Observe};

/// What the service can add to `observe`.
#[cfg(feature = "observe")]
pub mod observe {
    pub use runa_runtime::observe::{Kind, Outcome};
}

/// Metrics of the service's own.
pub mod metrics {
    pub use runa_runtime::kernel::metrics::{
        Bucket, Counter, DURATION_BOUNDS, Definition, Distribution, Exemplar, Family, Form, Gauge, Histogram, Kind,
        Labelled, Metrics, Reading, SERIES_LIMIT, Series, Value,
    };
}

/// What generated code uses. Its name carries the version, so that a macro never meets another's runtime.
#[doc(hidden)]
pub mod __v0_1 {
    pub use std::borrow::Cow;
    pub use std::time::Duration;

    pub use axum::Router;
    pub use axum::extract::FromRef;
    pub use runa_runtime::kernel::{App, Kernel, Listed, Manifest, Options, Stage, Start, app::listed, run};
    pub use runa_runtime::{need_log, need_observe};
    pub use runa_schema::resolve::{file, group, lit, var};
    pub use runa_schema::value::Value;
}
