#[runa::app(manifest = "stages-as-a-list.yaml")]
async fn main(_: Ops) {}
