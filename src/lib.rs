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
//! `ops.spawn("refresh", Policy::Fatal, task)` starts a task whose end does not go unseen, and
//! `ops.spawn("refresh", Restart::default(), move || refresh(prices.clone()))` one that begins anew when it ends.
//!
//! # Arguments of the attribute
//!
//! | argument | what it says |
//! |---|---|
//! | `manifest = "ops.yaml"` | the manifest, beside Cargo.toml or beside the source file; the struct is made here |
//! | `stage = "prod"` | the only stage that is built; so does the variable `RUNA_BUILD_STAGE` while compiling, which goes before it |
//! | `layers = path` | a function that gives tracing layers of the service's own |
//! | `runtime(flavor = "…", worker_threads = N)` | tokio's runtime: `multi_thread` (one worker for each core unless `worker_threads` says how many) or `current_thread`; `RUNA__RUNTIME__FLAVOR` and `RUNA__RUNTIME__WORKER_THREADS` change it at start. With `blocked_after = "1s"` it also says after how long a blocked worker is noticed |
//! | `crate = "path"` | the path of this crate, if Cargo.toml does not say it |
//!
//! **One stage only.** Whatever is built, every stage is checked, and the struct keeps its shape. What is left out is the code that installs
//! the other stages; started in one of them, the program ends with 78.
//!
//! **Layers.** `fn layers(stage: &str) -> impl Layer<Registry> + Send + Sync`, with `Layer` and `Registry` of tracing-subscriber 0.3, is called
//! once, inside the runtime and before the first provider. What it gives stands beside the layer of `log`, and alone in a stage that does not
//! list `log`. It sees every span and event, whatever the level of `log`, so give it a filter of its own with `Layer::with_filter`; a filter
//! that is a layer itself holds back everything from everybody. `None` is a layer too: `(stage == "prod").then(otlp)`. The access log is not an
//! event, and no layer sees it. `layers` needs the feature `log`.
//!
//! # Libraries
//!
//! [`manifest!`] makes the struct in a library, where binaries and integration tests can name it too, and a `main` that takes it by its path
//! names no manifest.
//!
//! ```
//! // src/lib.rs
//! runa::manifest!("tests/ui/pass/hello.yaml" as Ops);
//!
//! pub fn router(ops: Ops) -> axum::Router {
//!     axum::Router::new().with_state(ops)
//! }
//! # fn main() {}
//! ```
//!
//! ```no_run
//! // src/main.rs
//! # mod library {
//! #     runa::manifest!("tests/ui/pass/hello.yaml" as Ops);
//! #     pub fn router(ops: Ops) -> axum::Router { axum::Router::new().with_state(ops) }
//! # }
//! #[runa::app]
//! async fn main(ops: library::Ops) -> runa::Result<()> {
//!     ops.serve(library::router(ops.clone())).await
//! }
//! ```
//!
//! # Stages
//!
//! A binary holds every stage of the manifest, and `RUNA_STAGE=prod` chooses one at start. Without it a debug build runs
//! `default_stage`; a release build never guesses. `ops.stage()` is the name of the one that runs.
//!
//! # Overrides
//!
//! A setting that is tunable can be changed at start: `RUNA__SERVER__LISTEN=0.0.0.0:80` sets `server.listen`. The value is written and
//! checked as in the manifest, and the rules of the stage are judged again with it. `RUNA_OVERRIDES` names a file with the same lines.
//!
//! # Errors
//!
//! What is wrong with the manifest or the attribute is an error of the compiler, with the place in the manifest, a code such as
//! `R0205`, and a help that says what to write. What only shows at start, such as a missing variable, is said on standard error before
//! anything listens. `main` may return whatever the `main` of a program may; [`Error`] is what `serve` and `run` return.
//!
//! # Exit codes
//!
//! | code | meaning |
//! |---|---|
//! | 0 | ended cleanly |
//! | 1 | `main` or a task failed, or something of the machine could not be had, such as the address |
//! | 2 | a deadline passed while stopping |
//! | 78 | the configuration is wrong |

/// Makes the struct that holds the handles of a manifest's providers, for a library, its binaries and its tests.
///
/// Stands where an item stands, at the level of a module. The struct is what [`macro@app`] would make, with the same methods, and it implements [`App`].
/// A crate may have several, of different names or in different modules.
///
/// ```
/// runa::manifest!("tests/ui/pass/hello.yaml" as Ops);
///
/// // Everything that can be said. Without a visibility it is `pub`: what is made here is for others.
/// runa::manifest!(
///     /// The handles of the second service.
///     "tests/ui/pass/hello.yaml" as pub(crate) Handles,
///     stage = "dev",
///     crate = "runa",
/// );
/// # fn main() {}
/// ```
pub use runa_macros::manifest;
#[cfg(feature = "test")]
pub use runa_macros::test;
pub use runa_macros::{Config, app};
/// ```
/// runa::manifest!("tests/ui/pass/hello.yaml" as Ops);
///
/// /// What can be said of any service.
/// fn stages<A: runa::App>() -> Vec<&'static str> {
///     A::MANIFEST.stages.iter().map(|stage| stage.name).collect()
/// }
///
/// fn main() {
///     assert_eq!(stages::<Ops>(), ["dev", "prod"]);
/// }
/// ```
pub use runa_runtime::kernel::App;
pub use runa_runtime::kernel::needs::{Has, Need, Needs};
pub use runa_runtime::kernel::request::{ClientIp, RequestContext, RequestId};
pub use runa_runtime::kernel::{
    Error, Handles, Installer, Launch, Policy, Provider, Restart, Result, Runtime, Started, Task,
};
pub use runa_runtime::{Audit, Cluster, Console, Log, Observe, Queue, Queues};
pub use runa_schema::settings::Settings as Config;

/// Types of settings that a provider of your own can have, beside those of the standard library.
pub mod config {
    pub use runa_schema::settings::{Field, Groups};
    pub use runa_schema::value::{
        Address, Cidr, Fraction, Header, Level, Listen, Named, PathPrefix, Proxy, RedisUrl, RouteRule, Scalar, Secret,
        Size, UrlPath,
    };
}

/// The instances of the service.
#[cfg(feature = "cluster")]
pub mod cluster {
    pub use runa_runtime::cluster::{Event, Instance, Status, View, Watch};
}

/// What the service says of its audit records, and the writer that it can bring for them.
#[cfg(feature = "audit")]
pub mod audit {
    pub use runa_runtime::audit::{Acting, Action, Entry, Record, Records, Trail, Value, Writer, action};
}

/// What the service and its own providers can add to `observe`. Nobody lets checks run where the stage does not list it.
pub mod observe {
    pub use runa_runtime::kernel::checks::{Checks, Kind, Outcome, Report, Status};
}

/// What the service and its own providers can show in the console. Nobody looks at panels where the stage does not list it.
pub mod console {
    pub use runa_runtime::kernel::panels::{Content, Panels, View};
}

/// Jobs, and what becomes of them.
///
/// `ops.queue.emails` is a [`Queue`] for each queue that the manifest declares, and `ops.queue.all()` all of them.
#[cfg(feature = "queue")]
pub mod queue {
    pub use runa_runtime::queue::{Counts, DeadLetter, Job, JobId, NewJob, PushError};
}

/// Metrics of the service's own.
pub mod metrics {
    pub use runa_runtime::kernel::metrics::{
        Bucket, Counter, DURATION_BOUNDS, Definition, Distribution, Exemplar, Family, Form, Gauge, Histogram, Kind,
        Labelled, Metrics, Reading, SERIES_LIMIT, Series, Value,
    };
}

/// Tests of a service, each with an app of its own.
///
/// `#[runa::test(stage = "test")]` on `async fn answers(app: runa::test::App<Ops>)` is described in `docs/testing.md`.
#[cfg(feature = "test")]
pub mod test {
    pub use runa_runtime::kernel::Phase;
    pub use runa_runtime::kernel::event::{Event, Part, What};
    pub use runa_runtime::kernel::request::Outcome;
    pub use runa_runtime::test::{App, Client, Ended, Fixture, Lines, Measured, Response};
}

/// What generated code uses. Its name carries the version, so that a macro never meets another's runtime.
#[doc(hidden)]
pub mod __v0_1 {
    pub use std::borrow::Cow;
    pub use std::time::Duration;

    pub use axum::Router;
    pub use axum::extract::FromRef;
    pub use runa_runtime::kernel::app::{checked, listed, listed_own};
    pub use runa_runtime::kernel::needs::{Above, Has, Standing, pick, same_handle};
    pub use runa_runtime::kernel::{App, Kernel, Listed, Manifest, Options, Provider, Stage, Start, run, start_inside};
    #[cfg(feature = "test")]
    pub use runa_runtime::test::{Asked, Options as Test, Stages, has_stage, run as test};
    pub use runa_runtime::{__chosen as chosen, __failure as failure};
    pub use runa_runtime::{
        need_audit, need_cluster, need_console, need_log, need_observe, need_queue, need_redis, need_redis_tls,
        need_tls, visible,
    };
    pub use runa_schema::own;
    pub use runa_schema::resolve::{Reader, argument, file, group, lit, var};
    pub use runa_schema::settings::{Default, Field, Kind, Section, Setting, Settings};
    pub use runa_schema::value::{Scalar, Secret, Shape, Value, Word};
}
