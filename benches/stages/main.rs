//! The service with runa round it, in stages of production that list more and more providers (`ops.yaml`).

#[path = "../app.rs"]
mod app;

#[runa::app(manifest = "ops.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(app::routes()).await
}
