//! A program that owns its process, for `tests/it/embedded.rs`. What it does is its first argument.

mod beside;

use std::fs;
use std::process::ExitCode;

use axum::Router;
use runa::Launch;

runa::manifest!("ops.yaml" as Shop);

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    match std::env::args().nth(1).as_deref() {
        Some("leaves-early") => tokio::runtime::Runtime::new()?.block_on(leaves_early()),
        Some("serves-twice") => tokio::runtime::Runtime::new()?.block_on(serves_twice()),
        Some("one-after-another") => tokio::runtime::Runtime::new()?.block_on(one_after_another()),
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

/// It keeps the error to itself, and ends well.
async fn serves_twice() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let shop = Shop::start("prod").await?;
    let again = async {
        let again = shop.serve(Router::new()).await;
        shop.shutdown();
        again
    };
    let (served, again) = tokio::join!(shop.serve(Router::new()), again);
    served?;
    assert!(again.is_err());
    Ok(shop.end_with(ExitCode::SUCCESS).await)
}

async fn one_after_another() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let first = Shop::start(Launch::stage("prod").variables([("RUNA__LOG__FORMAT", "pretty")])).await?;
    let span = tracing::info_span!("outlives", both = true);
    span.in_scope(|| tracing::info!("the first is here"));
    let beside = Shop::start("prod").await?;
    tracing::info!("the first is still here");
    let _ = beside.end().await;
    let code = first.end().await;
    span.in_scope(|| tracing::error!("nobody is here"));
    let second = Shop::start(Launch::stage("prod").variables([("RUNA__LOG__LEVEL", "debug")])).await?;
    span.in_scope(|| tracing::debug!("the second is here"));
    drop(span);
    Ok(second.end_with(code).await)
}
