#[runa::app(manifest = "audit-without-a-writer.yaml")]
async fn main(_: Ops) {}
