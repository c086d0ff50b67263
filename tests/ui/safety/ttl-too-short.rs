#[runa::app(manifest = "ttl-too-short.yaml")]
async fn main(_: Ops) {}
