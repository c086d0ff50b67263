#[runa::app(manifest = "proxies-are-everybody.yaml")]
async fn main(_: Ops) {}
