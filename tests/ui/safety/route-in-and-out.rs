#[runa::app(manifest = "route-in-and-out.yaml")]
async fn main(_: Ops) {}
