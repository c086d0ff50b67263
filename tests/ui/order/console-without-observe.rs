#[runa::app(manifest = "console-without-observe.yaml")]
async fn main(_: Ops) {}
