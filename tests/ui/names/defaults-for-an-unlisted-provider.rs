#[runa::app(manifest = "defaults-for-an-unlisted-provider.yaml")]
async fn main(_: Ops) {}
