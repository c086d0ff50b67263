#[runa::app(manifest = "key-written-twice.yaml")]
async fn main(_: Ops) {}
