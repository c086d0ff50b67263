//! Any `Termination` is a result of `main`.

#![deny(warnings, missing_docs, clippy::pedantic, clippy::nursery)]

use std::process::ExitCode;

#[runa::app(manifest = "hello.yaml", crate = "runa")]
async fn main(ops: Ops) -> Result<ExitCode, String> {
    let work = async { Err::<(), _>(std::io::Error::other("away")) };
    ops.run(work).await.map_err(|error| error.to_string())?;
    let waiting = ops.clone();
    ops.spawn("waiting", runa::Policy::Logged, async move {
        waiting.stopping().await;
        Ok(())
    });
    ops.shutdown();
    ops.stopping().await;
    Ok(if ops.stage() == "dev" { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
