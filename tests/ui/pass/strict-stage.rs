//! The code of one stage, in which nobody makes the struct of the queues; and the crate under a name of its own.

#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, missing_debug_implementations, dead_code)]
#![deny(missing_copy_implementations, single_use_lifetimes, unused_lifetimes, unused_results, trivial_casts)]
#![deny(elided_lifetimes_in_paths, explicit_outlives_requirements, let_underscore_drop, unit_bindings, redundant_imports)]
#![deny(clippy::pedantic, clippy::nursery, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![deny(clippy::allow_attributes, clippy::absolute_paths, clippy::missing_docs_in_private_items, clippy::shadow_unrelated)]
#![forbid(unsafe_code)]

pub(crate) use runa as ours;

#[runa::app(manifest = "strict-library.yaml", stage = "prod", crate = "crate::ours", runtime(worker_threads = 2), layers = pass::layers)]
async fn main(ops: Handles) -> ours::Result<()> {
    ops.serve(axum::Router::new()).await
}
