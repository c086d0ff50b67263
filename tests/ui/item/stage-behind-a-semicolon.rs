runa::manifest!("right.yaml" as Ops; stage = "dev");

#[runa::app]
async fn main(ops: crate::Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
