#[runa::app(manifest = "malformed-address.yaml")]
async fn main(_: Ops) {}
