#[runa::app(manifest = "line-taken-out-of-its-comment.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
