#[runa::app(manifest = "health-check-of-a-container.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
