#[runa::app(manifest = "format-missing.yaml")]
async fn main(_: Ops) {}
