//! The service on axum alone: what everything else is measured against.

use std::error::Error;

#[path = "../app.rs"]
mod app;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, app::routes()).with_graceful_shutdown(terminated()).await?;
    Ok(())
}

/// Ends with SIGTERM, so that callgrind writes its figures.
async fn terminated() {
    if let Ok(mut signal) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        signal.recv().await;
    }
}
