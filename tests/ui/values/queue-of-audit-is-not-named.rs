#[runa::app(manifest = "queue-of-audit-is-not-named.yaml")]
async fn main(_: Ops) {}
