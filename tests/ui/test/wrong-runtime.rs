runa::manifest!("right.yaml" as Ops);

#[runa::test(stage = "test", runtime(workers = 2, flavor = "single"))]
async fn answers(app: runa::test::App<Ops>) {
    drop(app);
}

#[runa::app]
async fn main(ops: crate::Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
