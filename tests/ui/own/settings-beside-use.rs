#[runa::app(manifest = "settings-beside-use.yaml")]
async fn main(_: Ops) {}
