#[runa::app(manifest = "stage-of-a-wrong-shape.yaml")]
async fn main(_: Ops) {}
