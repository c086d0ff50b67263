#[runa::app(manifest = "queues-one-level-too-high.yaml")]
async fn main(_: Ops) {}
