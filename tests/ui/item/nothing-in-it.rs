runa::manifest!();

#[runa::app]
async fn main(ops: crate::Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
