#[runa::app(manifest = "provider-of-ones-own.yaml")]
async fn main(_: Ops) {}
