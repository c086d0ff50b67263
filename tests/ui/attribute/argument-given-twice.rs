#[runa::app(manifest = "right.yaml", manifest = "other.yaml")]
async fn main(_: Ops) {}
