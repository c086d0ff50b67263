//! A small service with everything that runa offers: `cargo run --example orders`.

mod mail;
mod orders;
mod who;

use std::time::Duration;

use axum::extract::Query;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use runa::Cluster;
use runa::audit::action;
use runa::cluster::View;
use serde::Deserialize;

#[runa::app(manifest = "ops.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    let cluster = ops.cluster.clone();
    // Stage `test` has no queue, and sends no e-mails.
    let emails = ops.queue.as_ref().map(|queue| queue.emails.clone());
    if let Some(emails) = &emails {
        emails.handle(mail::send)?;
    }
    let router = Router::new()
        .route("/hello", get(|| async { "hello" }))
        .route("/orders", post(orders::create).route_layer(action("order.create")).layer(middleware::from_fn(who::ask)))
        .route("/orders/{id}", get(orders::show))
        .route("/instances", get(move || async { instances(cluster) }))
        .route("/slow", get(slow))
        .route("/panic", get(panic).post(panic))
        .with_state(orders::Store::new(emails));
    ops.serve(router).await
}

/// Who else runs this service, in stages that list `cluster`.
fn instances(cluster: Option<Cluster>) -> Result<Json<View>, StatusCode> {
    cluster.map(|cluster| Json(cluster.instances())).ok_or(StatusCode::NOT_FOUND)
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
