#[runa::app(manifest = "secret-in-the-manifest.yaml")]
async fn main(_: Ops) {}
