#[runa::app(manifest = "right.yaml", stage = "prod", runtime(worker_threads = 2))]
async fn main(_: Ops) {}
