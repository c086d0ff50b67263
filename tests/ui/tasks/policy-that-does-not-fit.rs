use std::time::Duration;

use runa::{Policy, Restart};

async fn refresh() -> runa::Result<()> {
    Ok(())
}

#[runa::app(manifest = "hello.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    ops.spawn("a future that cannot begin anew", Restart::default(), refresh());
    ops.spawn("a closure that is begun once", Policy::Fatal, refresh);
    ops.spawn("no result", Policy::Logged, async { Duration::ZERO });
    ops.serve(axum::Router::new()).await
}
