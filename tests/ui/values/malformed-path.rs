#[runa::app(manifest = "malformed-path.yaml")]
async fn main(_: Ops) {}
