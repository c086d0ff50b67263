#[runa::app(manifest = "unknown-key-of-a-stage.yaml")]
async fn main(_: Ops) {}
