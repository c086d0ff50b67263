#[runa::app(manifest = "right.yaml", runtime(worker_threads = 0))]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
