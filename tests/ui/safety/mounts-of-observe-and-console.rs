#[runa::app(manifest = "mounts-of-observe-and-console.yaml")]
async fn main(_: Ops) {}
