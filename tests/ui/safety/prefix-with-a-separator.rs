#[runa::app(manifest = "prefix-with-a-separator.yaml")]
async fn main(_: Ops) {}
