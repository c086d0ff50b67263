runa::manifest!("right.yaml" as Ops);

#[runa::test]
async fn answers(app: runa::test::App<Ops>) {
    app.get("/").await.stauts();
}

#[runa::app]
async fn main(ops: crate::Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
