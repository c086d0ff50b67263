//! SIGTERM and SIGINT: the first one asks, the second one insists.

use std::io;
use std::time::Duration;

use tokio::time::Instant;

use crate::kernel::core::Core;
use crate::kernel::stderr;

/// One request to end can come as two signals: `timeout` and terminals signal the group of a process as well as the process. So what comes
/// within this time of the first says nothing new.
const REPEAT: Duration = Duration::from_millis(500);

/// Waits for the first signal, which begins to drain. Gives when it came.
///
/// Nothing is logged here: a layer of the service's own may block, and then the second signal would go unheard. Those who drain say which
/// signal came.
pub(crate) async fn first(core: &Core, signals: &mut Signals) -> Instant {
    let (name, _) = signals.next().await;
    let first = Instant::now();
    core.shutdown_by(name);
    first
}

/// Waits for a second one, half a second later or more, and ends the process where it stands, as the system would have.
pub(crate) async fn second(first: Instant, signals: &mut Signals) {
    loop {
        let (name, number) = signals.next().await;
        if first.elapsed() >= REPEAT {
            stderr::say(format_args!("{name} received again: ending at once"));
            std::process::exit(128 + number);
        }
    }
}

/// The signals that this process has received.
#[cfg(unix)]
#[derive(Debug)]
pub(crate) struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// Receives them from now on. Must be called inside a runtime.
    pub(crate) fn new() -> io::Result<Self> {
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

/// The signals that this process has received.
#[cfg(not(unix))]
#[derive(Debug)]
pub(crate) struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// Receives them from the first wait on.
    pub(crate) fn new() -> io::Result<Self> {
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
