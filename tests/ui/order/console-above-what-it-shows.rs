#[runa::app(manifest = "console-above-what-it-shows.yaml")]
async fn main(_: Ops) {}
