#[runa::app(manifest = "right.yaml")]
async fn start(_: Ops) {}
