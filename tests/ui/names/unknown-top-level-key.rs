#[runa::app(manifest = "unknown-top-level-key.yaml")]
async fn main(_: Ops) {}
