#[runa::app(manifest = "path-to-skip.yaml")]
async fn main(_: Ops) {}
