#[runa::app(manifest = "console-without-a-token.yaml")]
async fn main(_: Ops) {}
