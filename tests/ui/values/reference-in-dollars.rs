#[runa::app(manifest = "reference-in-dollars.yaml")]
async fn main(_: Ops) {}
