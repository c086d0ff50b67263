#[runa::app(manifest = "anchor-in-a-place-of-its-own.yaml")]
async fn main(_: Ops) {}
