#[runa::app(manifest = "names-of-profiles.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
