#[runa::app(manifest = "entry-of-a-wrong-shape.yaml")]
async fn main(_: Ops) {}
