#[runa::app(manifest = "steps-with-uses-and-with.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
