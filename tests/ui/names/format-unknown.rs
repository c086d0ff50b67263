#[runa::app(manifest = "format-unknown.yaml")]
async fn main(_: Ops) {}
