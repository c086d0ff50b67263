#[runa::app(manifest = "retry-beyond-its-longest-wait.yaml")]
async fn main(_: Ops) {}
