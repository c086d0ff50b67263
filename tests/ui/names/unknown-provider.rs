#[runa::app(manifest = "unknown-provider.yaml")]
async fn main(_: Ops) {}
