#[runa::app(manifest = "accept-loss-without-effect.yaml")]
async fn main(_: Ops) {}
