//! Starts what a library makes, with every argument that is the process's.

#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, missing_debug_implementations, dead_code)]
#![deny(missing_copy_implementations, single_use_lifetimes, unused_lifetimes, unused_results, trivial_casts)]
#![deny(elided_lifetimes_in_paths, explicit_outlives_requirements, let_underscore_drop, unit_bindings, redundant_imports)]
#![deny(clippy::pedantic, clippy::nursery, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![deny(clippy::allow_attributes, clippy::absolute_paths, clippy::missing_docs_in_private_items, clippy::shadow_unrelated)]
#![forbid(unsafe_code)]

#[runa::app(layers = pass::layers, runtime(flavor = "current_thread"), crate = "runa")]
async fn main(ops: pass::Ops) -> runa::Result<()> {
    ops.run(async { pass::emails(&ops).map_or(Ok(()), |_| Err("none is sent")) }).await
}
