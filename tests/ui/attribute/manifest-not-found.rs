#[runa::app(manifest = "rigth.yaml")]
async fn main(_: Ops) {}
