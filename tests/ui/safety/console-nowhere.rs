#[runa::app(manifest = "console-nowhere.yaml")]
async fn main(_: Ops) {}
