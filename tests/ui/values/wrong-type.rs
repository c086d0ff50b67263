#[runa::app(manifest = "wrong-type.yaml")]
async fn main(_: Ops) {}
