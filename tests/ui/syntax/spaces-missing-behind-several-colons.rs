#[runa::app(manifest = "spaces-missing-behind-several-colons.yaml")]
async fn main(_: Ops) {}
