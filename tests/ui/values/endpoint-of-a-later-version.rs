#[runa::app(manifest = "endpoint-of-a-later-version.yaml")]
async fn main(_: Ops) {}
