#[runa::app(manifest = "bare-number-for-a-size.yaml")]
async fn main(_: Ops) {}
