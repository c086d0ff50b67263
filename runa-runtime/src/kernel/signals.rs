//! SIGTERM and SIGINT: the first one asks, the second one insists.

use std::io;
use std::sync::Arc;

use super::core::Core;

/// Listens from now on. The first signal begins to drain; the second ends the process where it stands, as the system would have.
pub(crate) fn watch(core: &Arc<Core>) -> io::Result<()> {
    let mut signals = Signals::new()?;
    let core = Arc::clone(core);
    tokio::spawn(async move {
        let (name, _) = signals.next().await;
        tracing::info!(target: "runa", signal = name, "{name} received");
        core.shutdown();
        let (name, number) = signals.next().await;
        eprintln!("{name} received again: ending at once");
        std::process::exit(128 + number);
    });
    Ok(())
}

#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) -> (&'static str, i32) {
        tokio::select! {
            _ = self.terminate.recv() => ("SIGTERM", 15),
            _ = self.interrupt.recv() => ("SIGINT", 2),
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> (&'static str, i32) {
        if tokio::signal::ctrl_c().await.is_err() {
            // Nobody can tell this process anything; it ends by `shutdown`.
            std::future::pending::<()>().await;
        }
        ("Ctrl-C", 2)
    }
}
