#[runa::app(manifest = "queues-as-a-list.yaml")]
async fn main(_: Ops) {}
