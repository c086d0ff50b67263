#[runa::app(manifest = "debug-exposed-and-off.yaml")]
async fn main(_: Ops) {}
