#[runa::app(manifest = "mode-of-a-later-version.yaml")]
async fn main(_: Ops) {}
