//! A small service with everything that runa offers: `cargo run --example orders`.

mod orders;
mod who;

use std::time::Duration;

use axum::extract::Query;
use axum::routing::{get, post};
use axum::{Router, middleware};
use runa::audit::action;
use serde::Deserialize;

#[runa::app(manifest = "ops.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    let router = Router::new()
        .route("/hello", get(|| async { "hello" }))
        .route("/orders", post(orders::create).layer(action("order.create")).layer(middleware::from_fn(who::ask)))
        .route("/orders/{id}", get(orders::show))
        .route("/slow", get(slow))
        .route("/panic", get(panic).post(panic))
        .with_state(orders::Store::default());
    ops.serve(router).await
}

#[derive(Deserialize)]
struct Slow {
    ms: u64,
}

/// Answers after `ms` milliseconds: for looking at drain, time limits and the access log.
async fn slow(Query(slow): Query<Slow>) -> String {
    tokio::time::sleep(Duration::from_millis(slow.ms)).await;
    format!("slept {}ms", slow.ms)
}

/// Panics: the client gets 500, the log the reason, and the process lives on.
async fn panic() {
    panic!("on purpose");
}
