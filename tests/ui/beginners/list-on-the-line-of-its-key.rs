#[runa::app(manifest = "list-on-the-line-of-its-key.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
