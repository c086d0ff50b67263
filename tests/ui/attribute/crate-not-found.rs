mod handlers {
    pub(crate) fn stage(ops: &crate::Ops) -> &'static str {
        ops.stage()
    }
}

#[runa::app(manifest = "right.yaml", crate = "runaa")]
async fn main(ops: Ops) -> runa::Result<()> {
    handlers::stage(&ops);
    ops.serve(axum::Router::new()).await
}
