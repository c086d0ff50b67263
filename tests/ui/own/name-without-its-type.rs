#[runa::app(manifest = "name-without-its-type.yaml")]
async fn main(_: Ops) {}
