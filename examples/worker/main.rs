//! A process without HTTP routes of its own: `cargo run --example worker`.

use std::convert::Infallible;
use std::time::Duration;

#[runa::app(manifest = "ops.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.run(work(&ops)).await
}

/// Works in small steps until the process is asked to stop.
async fn work(ops: &Ops) -> Result<(), Infallible> {
    let mut step = tokio::time::interval(Duration::from_secs(1));
    let mut steps: u64 = 0;
    loop {
        tokio::select! {
            _ = step.tick() => steps += 1,
            () = ops.stopping() => break,
        }
        tracing::debug!(steps, "worked");
    }
    tracing::info!(steps, "done");
    Ok(())
}
