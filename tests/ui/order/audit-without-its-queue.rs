#[runa::app(manifest = "audit-without-its-queue.yaml")]
async fn main(_: Ops) {}
