#[runa::app(manifest = "workers-of-a-queue.yaml")]
async fn main(_: Ops) {}
