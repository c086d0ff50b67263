//! A program that owns its process, for `tests/it/embedded.rs`. What it does is its first argument.

mod beside;

use std::fs;
use std::process::ExitCode;

use axum::Router;

runa::manifest!("ops.yaml" as Shop);

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    match std::env::args().nth(1).as_deref() {
        Some("leaves-early") => tokio::runtime::Runtime::new()?.block_on(leaves_early()),
        Some("beside") => beside::main(false),
        Some("beside-with-layers") => beside::main(true),
        other => Err(format!("what is {other:?}?").into()),
    }
}

/// By a `?`, and its app is never ended.
async fn leaves_early() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let shop = Shop::start("prod").await?;
    tracing::info!("a file is read");
    fs::read("/does/not/exist")?;
    shop.serve(Router::new()).await?;
    Ok(shop.end().await)
}
