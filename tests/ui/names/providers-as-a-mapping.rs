#[runa::app(manifest = "providers-as-a-mapping.yaml")]
async fn main(_: Ops) {}
