#[runa::app(manifest = "right.yaml", stage = "prd")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
