//! Providers of one's own: `cargo run --example custom-provider`, then
//! `curl -X POST localhost:8080/charges/12` and `curl localhost:8080/-/billing`.

mod billing;
mod ledger;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;

#[runa::app(manifest = "ops.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    let router = Router::new().route("/charges/{amount}", post(charge)).with_state(ops.clone());
    ops.serve(router).await
}

async fn charge(State(ops): State<Ops>, Path(amount): Path<u64>) -> (StatusCode, String) {
    match ops.billing.charge(amount) {
        Ok(()) => (StatusCode::CREATED, format!("charged {amount}\n")),
        Err(refused) => (StatusCode::UNPROCESSABLE_ENTITY, format!("{refused}\n")),
    }
}
