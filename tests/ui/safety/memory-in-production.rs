#[runa::app(manifest = "memory-in-production.yaml")]
async fn main(_: Ops) {}
