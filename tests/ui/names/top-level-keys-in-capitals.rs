#[runa::app(manifest = "top-level-keys-in-capitals.yaml")]
async fn main(_: Ops) {}
