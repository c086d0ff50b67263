#[runa::app(manifest = "provider-listed-twice-with-settings.yaml")]
async fn main(_: Ops) {}
