#[runa::app(manifest = "out-of-range.yaml")]
async fn main(_: Ops) {}
