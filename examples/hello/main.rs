//! The smallest service: `cargo run --example hello`.
use axum::{Router, routing::get};

#[runa::app(manifest = "ops.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(Router::new().route("/", get(|| async { "hello\n" }))).await
}
