#[runa::app(manifest = "more-than-twenty.yaml")]
async fn main(_: Ops) {}
