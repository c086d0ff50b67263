#[runa::app(manifest = "settings-of-a-later-version-in-every-queue.yaml")]
async fn main(_: Ops) {}
