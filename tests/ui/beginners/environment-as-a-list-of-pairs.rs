#[runa::app(manifest = "environment-as-a-list-of-pairs.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
