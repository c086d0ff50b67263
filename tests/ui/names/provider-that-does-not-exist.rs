#[runa::app(manifest = "provider-of-a-later-release.yaml")]
async fn main(_: Ops) {}
