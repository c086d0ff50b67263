#[runa::app(manifest = "milliseconds-and-megabytes.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
