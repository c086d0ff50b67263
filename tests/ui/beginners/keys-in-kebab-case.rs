#[runa::app(manifest = "keys-in-kebab-case.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
