#[runa::app(manifest = "right.yaml", runtime(flavor = "current_threads"))]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
