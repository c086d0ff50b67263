#[runa::app(manifest = "service-name-with-a-space.yaml")]
async fn main(_: Ops) {}
