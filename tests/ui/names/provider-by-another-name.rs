#[runa::app(manifest = "provider-by-another-name.yaml")]
async fn main(_: Ops) {}
