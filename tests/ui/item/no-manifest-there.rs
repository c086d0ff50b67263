runa::manifest!("wrong.yaml" as Ops);

#[runa::app]
async fn main(ops: crate::Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
