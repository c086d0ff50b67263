#[runa::app(manifest = "no-stages.yaml")]
async fn main(_: Ops) {}
