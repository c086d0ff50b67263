#[runa::app(manifest = "entries-of-other-formats.yaml")]
async fn main(_: Ops) {}
