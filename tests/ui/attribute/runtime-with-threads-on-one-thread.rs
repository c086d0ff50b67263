#[runa::app(manifest = "right.yaml", runtime(flavor = "current_thread", worker_threads = 4))]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
