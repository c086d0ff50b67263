#[runa::app(manifest = "mount-over-all-routes.yaml")]
async fn main(_: Ops) {}
