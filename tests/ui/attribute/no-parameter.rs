#[runa::app(manifest = "right.yaml")]
async fn main() {}
