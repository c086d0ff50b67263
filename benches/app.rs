//! The service that is measured: for `bare`, for `rival` and for `stages`. What differs between them is only what stands
//! round it.

use std::time::Duration;

use axum::Router;
use axum::extract::Query;
use axum::routing::{get, post};
use serde::Deserialize;

#[path = "orders.rs"]
mod orders;

/// The service without any operations.
pub fn routes() -> Router {
    Router::new()
        .route("/hello", get(|| async { "hello" }))
        .route("/orders", post(orders::create))
        .route("/orders/{id}", get(orders::show))
        .route("/slow", get(slow))
        .route("/panic", get(panic))
        .with_state(orders::Store::default())
}

#[derive(Deserialize)]
struct Slow {
    ms: u64,
}

async fn slow(Query(slow): Query<Slow>) -> String {
    tokio::time::sleep(Duration::from_millis(slow.ms)).await;
    format!("slept {}ms", slow.ms)
}

async fn panic() {
    panic!("on purpose");
}
