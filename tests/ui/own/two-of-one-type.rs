#[runa::app(manifest = "two-of-one-type.yaml")]
async fn main(_: Ops) {}
