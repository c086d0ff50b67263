#[runa::app(manifest = "setting-of-a-later-version-in-defaults.yaml")]
async fn main(_: Ops) {}
