#[runa::app(manifest = "service-missing.yaml")]
async fn main(_: Ops) {}
