#[runa::app(manifest = "masks-of-a-later-version.yaml")]
async fn main(_: Ops) {}
