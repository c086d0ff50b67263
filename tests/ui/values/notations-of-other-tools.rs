#[runa::app(manifest = "notations-of-other-tools.yaml")]
async fn main(_: Ops) {}
