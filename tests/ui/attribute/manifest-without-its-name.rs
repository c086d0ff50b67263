#[runa::app("right.yaml")]
async fn main(_: Ops) {}
