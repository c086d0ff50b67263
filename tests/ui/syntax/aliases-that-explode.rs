#[runa::app(manifest = "aliases-that-explode.yaml")]
async fn main(_: Ops) {}
