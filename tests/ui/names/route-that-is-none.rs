#[runa::app(manifest = "route-that-is-none.yaml")]
async fn main(_: Ops) {}
