//! A library that denies what it can, with more than one manifest. `strict-process.rs` starts what it makes.

#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, missing_debug_implementations, dead_code)]
#![deny(missing_copy_implementations, single_use_lifetimes, unused_lifetimes, unused_results, trivial_casts)]
#![deny(elided_lifetimes_in_paths, explicit_outlives_requirements, let_underscore_drop, unit_bindings, redundant_imports)]
#![deny(clippy::pedantic, clippy::nursery, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![deny(clippy::allow_attributes, clippy::absolute_paths, clippy::missing_docs_in_private_items, clippy::shadow_unrelated)]
#![forbid(unsafe_code)]

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::{Layer, Registry};

runa::manifest!("strict-library.yaml" as Ops);
// Only for this crate, beside the other, and of one stage only.
runa::manifest!("hello.yaml" as pub(crate) Hello, crate = "runa", stage = "dev");

/// A module may have one of its own, even of the same name.
pub mod worker {
    runa::manifest!(
        /// The handles of the worker.
        ///
        /// In words of the user's own.
        "strict-library.yaml" as Ops,
        crate = "runa",
        stage = "prod",
    );
}

/// What two of them have.
#[must_use]
pub const fn names() -> [&'static str; 3] {
    const fn name<A: runa::App>() -> &'static str {
        A::MANIFEST.service
    }
    [name::<Ops>(), name::<Hello>(), name::<worker::Ops>()]
}

/// The jobs of a stage that has some.
#[must_use]
pub fn emails(ops: &Ops) -> Option<&runa::Queue> {
    ops.queue.as_ref().map(|queue: &OpsQueues| &queue.emails)
}

/// Layers of tracing, without a word about lifetimes.
#[must_use]
pub fn layers(stage: &str) -> impl Layer<Registry> {
    (stage == "prod").then_some(LevelFilter::WARN)
}
