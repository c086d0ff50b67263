#[runa::app(manifest = "none-among-addresses.yaml")]
async fn main(_: Ops) {}
