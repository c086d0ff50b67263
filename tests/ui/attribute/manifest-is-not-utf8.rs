#[runa::app(manifest = "latin-1.yaml")]
async fn main(_: Ops) {}
