runa::manifest!("right.yaml" as Ops, layers = layers);

#[runa::app]
async fn main(ops: crate::Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
