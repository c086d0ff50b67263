#[runa::app(manifest = "keys-with-dots.yaml")]
async fn main(_: Ops) {}
