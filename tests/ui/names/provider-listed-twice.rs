#[runa::app(manifest = "provider-listed-twice.yaml")]
async fn main(_: Ops) {}
