#[runa::app(manifest = "right.yaml", layers = crate::trace::layers)]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
