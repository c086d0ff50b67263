#[runa::app(manifest = "later-settings-with-dots.yaml")]
async fn main(_: Ops) {}
