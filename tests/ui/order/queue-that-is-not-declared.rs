#[runa::app(manifest = "queue-that-is-not-declared.yaml")]
async fn main(_: Ops) {}
