#[runa::app(manifest = "place-of-a-later-version.yaml")]
async fn main(_: Ops) {}
