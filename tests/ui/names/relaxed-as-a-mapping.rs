#[runa::app(manifest = "relaxed-as-a-mapping.yaml")]
async fn main(_: Ops) {}
