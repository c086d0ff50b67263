const MANIFEST: &str = "right.yaml";

#[runa::app(manifest = MANIFEST)]
async fn main(_: Ops) {}
