#[runa::app(manifest = "debug-on-an-open-listener.yaml")]
async fn main(_: Ops) {}
