#[runa::app(manifest = "settings-in-a-block-of-text.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
