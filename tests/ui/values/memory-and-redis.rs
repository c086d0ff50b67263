#[runa::app(manifest = "memory-and-redis.yaml")]
async fn main(_: Ops) {}
