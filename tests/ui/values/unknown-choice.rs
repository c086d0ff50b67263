#[runa::app(manifest = "unknown-choice.yaml")]
async fn main(_: Ops) {}
