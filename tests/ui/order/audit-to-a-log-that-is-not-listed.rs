#[runa::app(manifest = "audit-to-a-log-that-is-not-listed.yaml")]
async fn main(_: Ops) {}
