//! A crate that denies what it can has nothing to say about what is generated for it.

#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, missing_debug_implementations, dead_code)]
#![deny(missing_copy_implementations, single_use_lifetimes, unused_lifetimes, unused_results, trivial_casts)]
#![deny(elided_lifetimes_in_paths, explicit_outlives_requirements, let_underscore_drop, unit_bindings, redundant_imports)]
#![deny(clippy::pedantic, clippy::nursery, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![deny(clippy::allow_attributes, clippy::absolute_paths, clippy::missing_docs_in_private_items, clippy::shadow_unrelated)]
#![forbid(unsafe_code)]

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use runa::{Log, Observe};

/// A handler that takes handles.
async fn hello(
    State(_): State<AppContext>,
    State(_): State<Option<Log>>,
    State(_): State<Option<Observe>>,
) -> &'static str {
    "hello"
}

/// What the user writes about `main` stays.
#[runa::app(manifest = "strict-crate.yaml")]
pub(crate) async fn main(AppContext { log, observe, .. }: AppContext) {
    drop::<(Option<Log>, Option<Observe>)>((log, observe));
    drop::<Router<AppContext>>(Router::new().route("/hello", get(hello)));
}
