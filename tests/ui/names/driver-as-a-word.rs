#[runa::app(manifest = "driver-as-a-word.yaml")]
async fn main(_: Ops) {}
