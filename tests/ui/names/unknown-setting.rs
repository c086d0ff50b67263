#[runa::app(manifest = "unknown-setting.yaml")]
async fn main(_: Ops) {}
