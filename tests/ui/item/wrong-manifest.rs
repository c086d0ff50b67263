// Whoever uses what could not be made has nothing to say; the user's own mistake is still shown.
mod ops {
    runa::manifest!("wrong-manifest.yaml" as pub(crate) Ops);
}

mod handlers {
    pub(crate) fn hello(ops: &crate::ops::Ops) -> u8 {
        ops.log.whatever();
        "a mistake of one's own"
    }
}

#[runa::app]
async fn main(ops: ops::Ops) -> runa::Result<()> {
    handlers::hello(&ops);
    ops.serve(axum::Router::new()).await
}
