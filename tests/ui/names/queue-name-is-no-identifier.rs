#[runa::app(manifest = "queue-name-is-no-identifier.yaml")]
async fn main(_: Ops) {}
