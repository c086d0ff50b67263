#[runa::app(manifest = "colon-in-a-sentence.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
