#[runa::app(manifest = "setting-outside-its-group.yaml")]
async fn main(_: Ops) {}
