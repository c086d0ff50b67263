#[runa::app(manifest = "right.yaml", layers = layers)]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}

fn layers(stage: &str) -> String {
    stage.to_owned()
}
