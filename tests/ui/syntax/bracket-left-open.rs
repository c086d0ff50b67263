#[runa::app(manifest = "bracket-left-open.yaml")]
async fn main(_: Ops) {}
