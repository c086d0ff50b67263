#[runa::app(manifest = "advertise-is-no-address.yaml")]
async fn main(_: Ops) {}
