#[runa::app(manifest = "routes-as-a-list.yaml")]
async fn main(_: Ops) {}
