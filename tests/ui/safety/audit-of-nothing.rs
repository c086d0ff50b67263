#[runa::app(manifest = "audit-of-nothing.yaml")]
async fn main(_: Ops) {}
