#[runa::app(manifest = "unknown-level.yaml")]
async fn main(_: Ops) {}
