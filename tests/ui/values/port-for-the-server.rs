#[runa::app(manifest = "port-for-the-server.yaml")]
async fn main(_: Ops) {}
