//! The same when handlers take parts of a state of one's own.

use axum::extract::FromRef;

#[derive(Clone)]
pub(crate) struct AppState {
    ops: Ops,
}

impl FromRef<AppState> for Ops {
    fn from_ref(state: &AppState) -> Self {
        state.ops.clone()
    }
}

mod handlers {
    use axum::extract::State;

    use crate::Ops;

    pub(crate) async fn stage(State(ops): State<Ops>) -> &'static str {
        ops.stage()
    }

    pub(crate) async fn log(State(log): State<runa::Log>, State(_): State<Ops>) -> String {
        format!("{log:?}")
    }
}

mod routes {
    use axum::Router;
    use axum::routing::get;

    use crate::{AppState, handlers};

    pub(crate) fn all(state: &AppState) -> Router {
        Router::new()
            .route("/stage", get(handlers::stage))
            .with_state(state.clone())
            .merge(Router::new().route("/log", get(handlers::log)).with_state(state.ops.clone()))
    }

    pub(crate) fn mixed(ops: &crate::Ops) -> Router {
        Router::new()
            .route("/stage", get(handlers::stage))
            .route("/log", get(handlers::log).post(handlers::stage))
            .with_state(ops.clone())
    }
}

#[runa::app(manifest = "state-of-ones-own.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    let router = routes::mixed(&ops).merge(routes::all(&AppState { ops: ops.clone() }));
    ops.serve(router).await
}
