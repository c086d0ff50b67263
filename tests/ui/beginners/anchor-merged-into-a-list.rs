#[runa::app(manifest = "anchor-merged-into-a-list.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
