//! A crate that denies what it can has nothing to say about what is generated for it.

#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, missing_debug_implementations, dead_code)]
#![deny(clippy::pedantic, clippy::nursery, clippy::unwrap_used, clippy::allow_attributes, clippy::absolute_paths)]
#![forbid(unsafe_code)]

use axum::extract::State;
use axum::routing::get;
use runa::{Log, Observe};

async fn hello(State(_): State<AppContext>, State(_): State<Option<Log>>, State(_): State<Option<Observe>>) -> &'static str {
    "hello"
}

/// What the user writes about `main` stays.
#[runa::app(manifest = "strict-crate.yaml")]
pub(crate) async fn main(AppContext { log, observe, .. }: AppContext) {
    let _: (Option<Log>, Option<Observe>) = (log, observe);
    let _ = axum::Router::new().route("/hello", get(hello));
}
