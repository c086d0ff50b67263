runa::manifest!("right.yaml" as Ops);

#[runa::test(stage = "test", flavor = "current_thread", overides = [("server.drain.delay", "1s")], layers = layers)]
async fn answers(app: runa::test::App<Ops>) {
    drop(app);
}

#[runa::app]
async fn main(ops: crate::Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
