//! The smallest service.

#![deny(warnings, missing_docs)]

#[runa::app(manifest = "hello.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
