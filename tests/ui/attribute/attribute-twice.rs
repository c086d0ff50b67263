#[runa::app(manifest = "right.yaml")]
#[runa::app(manifest = "right.yaml")]
async fn main(_: Ops) {}
