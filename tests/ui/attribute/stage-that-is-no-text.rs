#[runa::app(manifest = "right.yaml", stage = PROD)]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
