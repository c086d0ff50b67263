#[runa::app(manifest = "colon-missing-above-a-list.yaml")]
async fn main(_: Ops) {}
