#[runa::app(manifest = "console-open-to-all.yaml")]
async fn main(_: Ops) {}
