#[runa::app(manifest = "provider-that-does-not-exist.yaml")]
async fn main(_: Ops) {}
