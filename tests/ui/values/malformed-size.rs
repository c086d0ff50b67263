#[runa::app(manifest = "malformed-size.yaml")]
async fn main(_: Ops) {}
