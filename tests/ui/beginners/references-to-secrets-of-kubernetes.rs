#[runa::app(manifest = "references-to-secrets-of-kubernetes.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
