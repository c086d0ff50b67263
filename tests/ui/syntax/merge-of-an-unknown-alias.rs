#[runa::app(manifest = "merge-of-an-unknown-alias.yaml")]
async fn main(_: Ops) {}
