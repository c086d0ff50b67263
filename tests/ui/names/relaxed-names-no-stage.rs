#[runa::app(manifest = "relaxed-names-no-stage.yaml")]
async fn main(_: Ops) {}
