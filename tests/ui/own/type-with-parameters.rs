#[runa::app(manifest = "type-with-parameters.yaml")]
async fn main(_: Ops) {}
