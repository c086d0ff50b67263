#[runa::app(manifest = "stages-are-empty.yaml")]
async fn main(_: Ops) {}
