#[runa::app(manifest = "driver-as-a-provider.yaml")]
async fn main(_: Ops) {}
