#[runa::app(manifest = "audit-without-its-log.yaml")]
async fn main(_: Ops) {}
