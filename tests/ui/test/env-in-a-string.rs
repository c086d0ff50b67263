runa::manifest!("right.yaml" as Ops);

#[runa::test(stage = "test", env = "REDIS_URL=redis://127.0.0.1", overrides = [("server.drain.delay")])]
async fn answers(app: runa::test::App<Ops>) {
    drop(app);
}

#[runa::app]
async fn main(ops: crate::Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
