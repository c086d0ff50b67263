#[runa::app(manifest = "switched-off-with-enabled.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
