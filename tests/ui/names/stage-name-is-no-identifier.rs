#[runa::app(manifest = "stage-name-is-no-identifier.yaml")]
async fn main(_: Ops) {}
