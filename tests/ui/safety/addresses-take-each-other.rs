#[runa::app(manifest = "addresses-take-each-other.yaml")]
async fn main(_: Ops) {}
