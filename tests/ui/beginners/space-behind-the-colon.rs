#[runa::app(manifest = "space-behind-the-colon.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
