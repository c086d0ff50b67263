#[runa::app(manifest = "default-stage-names-no-stage.yaml")]
async fn main(_: Ops) {}
