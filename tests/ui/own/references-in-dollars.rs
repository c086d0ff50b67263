#[runa::app(manifest = "references-in-dollars.yaml")]
async fn main(_: Ops) {}
