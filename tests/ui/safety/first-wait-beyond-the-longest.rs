#[runa::app(manifest = "first-wait-beyond-the-longest.yaml")]
async fn main(_: Ops) {}
