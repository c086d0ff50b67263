#[runa::app(manifest = "unknown-setting-of-a-queue.yaml")]
async fn main(_: Ops) {}
