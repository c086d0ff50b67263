#[runa::app(manifest = "quotes-from-a-word-processor.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
