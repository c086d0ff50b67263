#[runa::app(manfest = "right.yaml")]
async fn main(_: Ops) {}
