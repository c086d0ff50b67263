//! What can be spawned: futures by `Policy`, closures and functions by `Restart`; `?` knows the error.

#![deny(warnings, missing_docs, clippy::pedantic, clippy::nursery)]

use std::sync::Arc;
use std::time::Duration;

use runa::{Policy, Restart};

async fn refresh() -> runa::Result<()> {
    std::future::ready(()).await;
    Ok(())
}

async fn read(path: Arc<str>) -> runa::Result<()> {
    std::fs::read(&*path)?;
    refresh().await
}

#[runa::app(manifest = "hello.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.spawn("once", Policy::MayEnd, refresh());
    ops.spawn("question mark", Policy::Logged, async move {
        std::fs::read("prices")?;
        Ok(())
    });
    ops.spawn("function", Restart::default(), refresh);
    let path: Arc<str> = "prices".into();
    ops.spawn("closure", Restart::default().may_end(), move || read(Arc::clone(&path)));
    let waits = Duration::from_secs(1)..=Duration::from_secs(30);
    ops.spawn("async closure's like", Restart::default().waits(waits).at_most(10), || async {
        std::fs::read("prices")?;
        Ok(())
    });
    ops.spawn("words", Policy::Logged, async { Err("no prices".into()) });
    ops.spawn("an error of another", Policy::Logged, async {
        let _port: u16 = "x".parse().map_err(runa::Error::of)?;
        Ok(())
    });
    let listens = ops.clone();
    ops.spawn("listens", Policy::Fatal, async move {
        listens.stopping().await;
        Ok(())
    });
    ops.serve(axum::Router::new()).await
}
