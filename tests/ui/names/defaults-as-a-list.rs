#[runa::app(manifest = "defaults-as-a-list.yaml")]
async fn main(_: Ops) {}
