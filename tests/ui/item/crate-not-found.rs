mod ops {
    runa::manifest!("right.yaml" as Ops, crate = "runaa");
}

#[runa::app]
async fn main(ops: ops::Ops) -> runa::Result<()> {
    ops.log.whatever();
    ops.serve(axum::Router::new()).await
}
