#[runa::app(manifest = "tabs-from-an-editor.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
