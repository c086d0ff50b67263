//! tokio's attribute has run before this one is asked, and adds an error of its own that nobody can take back.

#[tokio::main]
#[runa::app(manifest = "right.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.serve(axum::Router::new()).await
}
