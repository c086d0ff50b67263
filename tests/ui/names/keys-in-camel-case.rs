#[runa::app(manifest = "keys-in-camel-case.yaml")]
async fn main(_: Ops) {}
