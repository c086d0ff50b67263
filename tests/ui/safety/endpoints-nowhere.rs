#[runa::app(manifest = "endpoints-nowhere.yaml")]
async fn main(_: Ops) {}
