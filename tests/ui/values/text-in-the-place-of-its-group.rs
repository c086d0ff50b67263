#[runa::app(manifest = "text-in-the-place-of-its-group.yaml")]
async fn main(_: Ops) {}
