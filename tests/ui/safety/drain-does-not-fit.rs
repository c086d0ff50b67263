#[runa::app(manifest = "drain-does-not-fit.yaml")]
async fn main(_: Ops) {}
