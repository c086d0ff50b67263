#[runa::app(manifest = "units-of-ttl-and-lease.yaml")]
async fn main(_: Ops) {}
