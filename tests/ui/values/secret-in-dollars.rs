#[runa::app(manifest = "secret-in-dollars.yaml")]
async fn main(_: Ops) {}
