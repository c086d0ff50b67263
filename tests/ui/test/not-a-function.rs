runa::manifest!("right.yaml" as Ops);

#[runa::test(stage = "test")]
struct Answers;

#[runa::app]
async fn main(ops: crate::Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
