#[runa::app(manifest = "writer-of-a-later-version.yaml")]
async fn main(_: Ops) {}
