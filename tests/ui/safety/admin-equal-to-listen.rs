#[runa::app(manifest = "admin-equal-to-listen.yaml")]
async fn main(_: Ops) {}
