#[runa::app(manifest = "setting-near-a-later-one.yaml")]
async fn main(_: Ops) {}
