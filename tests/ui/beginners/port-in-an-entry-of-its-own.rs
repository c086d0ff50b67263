#[runa::app(manifest = "port-in-an-entry-of-its-own.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
