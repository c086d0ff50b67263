#[runa::app(manifest = "second-document-that-repeats-the-first.yaml")]
async fn main(_: Ops) {}
