//! Nothing but the mistakes of the manifest and the user's own is reported, although no `Ops` could be made.

mod handlers {
    use axum::extract::State;

    use crate::Ops;

    pub(crate) async fn hello(State(ops): State<Ops>) -> &'static str {
        let log = &ops.log;
        log.whatever().await;
        crate::Ops::from(3).stage()
    }

    pub(crate) fn own_mistake(ops: &crate::Ops) -> u8 {
        ops.shutdown();
        "a mistake in a handler"
    }
}

#[runa::app(manifest = "wrong-manifest.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    let n: u8 = "a mistake in main";
    let router = axum::Router::new().route("/", axum::routing::get(handlers::hello)).with_state(ops.clone());
    handlers::own_mistake(&ops);
    ops.serve(router).await
}
