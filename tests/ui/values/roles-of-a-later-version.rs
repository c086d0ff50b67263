#[runa::app(manifest = "roles-of-a-later-version.yaml")]
async fn main(_: Ops) {}
