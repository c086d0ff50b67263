#[runa::app(manifest = "bare-number-for-a-duration.yaml")]
async fn main(_: Ops) {}
