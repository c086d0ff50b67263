#[runa::app(manifest = "required-setting-missing.yaml")]
async fn main(_: Ops) {}
