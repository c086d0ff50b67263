runa::manifest!("right.yaml" as Ops);

#[runa::test(stage = "test")]
async fn answers() {}

#[runa::test(stage = "test")]
async fn refuses(app: runa::test::App<Ops>, path: &str) {}

#[runa::app]
async fn main(ops: crate::Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
