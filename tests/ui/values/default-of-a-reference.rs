#[runa::app(manifest = "default-of-a-reference.yaml")]
async fn main(_: Ops) {}
