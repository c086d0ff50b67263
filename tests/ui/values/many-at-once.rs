#[runa::app(manifest = "many-at-once.yaml")]
async fn main(_: Ops) {}
