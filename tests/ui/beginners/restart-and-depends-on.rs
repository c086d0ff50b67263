#[runa::app(manifest = "restart-and-depends-on.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
