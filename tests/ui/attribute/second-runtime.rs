#[runa::app(manifest = "right.yaml")]
#[tokio::main]
async fn main(_: Ops) {}
