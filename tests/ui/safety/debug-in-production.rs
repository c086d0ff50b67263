#[runa::app(manifest = "debug-in-production.yaml")]
async fn main(_: Ops) {}
