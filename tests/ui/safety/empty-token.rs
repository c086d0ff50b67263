#[runa::app(manifest = "empty-token.yaml")]
async fn main(_: Ops) {}
