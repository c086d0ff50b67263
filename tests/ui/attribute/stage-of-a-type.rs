mod service {
    runa::manifest!("right.yaml" as Ops);
}

#[runa::app(stage = "prod")]
async fn main(ops: service::Ops) {
    ops.shutdown();
}
