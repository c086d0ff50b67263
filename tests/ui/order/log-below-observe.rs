#[runa::app(manifest = "log-below-observe.yaml")]
async fn main(_: Ops) {}
