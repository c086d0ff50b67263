//! A service with a bit of everything that axum and tower-http offer. In stage `bare` axum alone serves it, in the others runa does.
//!
//! `/allocations` tells how often the process has allocated memory.

mod bodies;
mod layers;
mod routes;

use std::alloc::System;
use std::convert::Infallible;
use std::net::SocketAddr;

use axum::extract::Request;
use axum::response::Response;
use axum::routing::get;
use axum::serve::IncomingStream;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use tokio::net::TcpListener;
use tower::Service;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

#[runa::app(manifest = "ops.yaml", runtime(worker_threads = 1))]
async fn main(ops: Ops) -> runa::Result<()> {
    let router = routes::all().merge(bodies::all()).merge(layers::all()).route("/allocations", get(allocations));
    match ops.stage() {
        "bare" => bare(&ops, router.into_make_service()).await,
        "bare_with_peer" => bare(&ops, router.into_make_service_with_connect_info::<SocketAddr>()).await,
        _ => ops.serve(router).await,
    }
}

/// Serves as axum does.
async fn bare<M, S>(ops: &Ops, service: M) -> runa::Result<()>
where
    M: for<'a> Service<IncomingStream<'a, TcpListener>, Error = Infallible, Response = S, Future: Send>
        + Send
        + 'static,
    S: Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    // As the start of a service says it.
    eprintln!("unchanged runs at http://{}", listener.local_addr()?);
    let ops = ops.clone();
    ops.run(async {
        axum::serve(listener, service)
            .with_graceful_shutdown({
                let ops = ops.clone();
                async move { ops.stopping().await }
            })
            .await
    })
    .await
}

async fn allocations() -> String {
    let stats = INSTRUMENTED_SYSTEM.stats();
    (stats.allocations + stats.reallocations).to_string()
}
