#[runa::app(manifest = "ports-of-two-sides.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
