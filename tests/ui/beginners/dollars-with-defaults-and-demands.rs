#[runa::app(manifest = "dollars-with-defaults-and-demands.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
