#[runa::app(manifest = "settings-beside-their-name.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
