#[runa::app(manifest = "advertise-is-a-wildcard.yaml")]
async fn main(_: Ops) {}
