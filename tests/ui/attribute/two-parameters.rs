#[runa::app(manifest = "right.yaml")]
async fn main(ops: Ops, args: Vec<String>) {}
