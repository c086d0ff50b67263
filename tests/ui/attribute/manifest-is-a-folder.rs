#[runa::app(manifest = "../attribute")]
async fn main(_: Ops) {}
