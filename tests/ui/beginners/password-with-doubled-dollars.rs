#[runa::app(manifest = "password-with-doubled-dollars.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
