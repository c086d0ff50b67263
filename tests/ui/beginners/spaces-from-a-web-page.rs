#[runa::app(manifest = "spaces-from-a-web-page.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
