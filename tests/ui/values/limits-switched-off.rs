#[runa::app(manifest = "limits-switched-off.yaml")]
async fn main(_: Ops) {}
