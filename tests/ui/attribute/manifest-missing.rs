#[runa::app]
async fn main(_: Ops) {}
