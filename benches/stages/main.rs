//! The service with runa round it, in stages of production that list more and more providers (`ops.yaml`).

#[path = "../app.rs"]
mod app;

use axum::routing::get;

#[runa::app(manifest = "ops.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(app::routes().route("/said", get(said))).await
}

/// A handler with a line of its own, which bears the ids of its request.
async fn said() -> &'static str {
    tracing::info!("said");
    "hello"
}
