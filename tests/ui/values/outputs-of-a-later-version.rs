#[runa::app(manifest = "outputs-of-a-later-version.yaml")]
async fn main(_: Ops) {}
