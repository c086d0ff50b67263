#[runa::app(manifest = "reference-in-a-wrong-form.yaml")]
async fn main(_: Ops) {}
