#[runa::app(manifest = "right.yaml", runtime = "current_thread")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
