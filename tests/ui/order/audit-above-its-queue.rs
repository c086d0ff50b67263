#[runa::app(manifest = "audit-above-its-queue.yaml")]
async fn main(_: Ops) {}
