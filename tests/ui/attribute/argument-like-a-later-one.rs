#[runa::app(manifest = "right.yaml", stages = "prod")]
async fn main(_: Ops) {}
