#[runa::app(manifest = "no-masks-in-production.yaml")]
async fn main(_: Ops) {}
