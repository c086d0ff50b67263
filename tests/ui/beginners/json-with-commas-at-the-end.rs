#[runa::app(manifest = "json-with-commas-at-the-end.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
