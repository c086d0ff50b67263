#[runa::app(manifest = "right.yaml", runtime(flavour = "current_thread", threads = 4))]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
