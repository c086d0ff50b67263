//! SIGTERM and SIGINT: the first one asks, the second one insists. SIGHUP, which comes when a terminal is closed, only asks.

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

/// SIGHUP.
const HANGUP: i32 = 1;

/// Waits for a second one, half a second later or more, and ends the process where it stands, as the system would have.
///
/// Whoever closes the terminal while it drains does not want it to be cut off.
pub(crate) async fn second(first: Instant, signals: &mut Signals) {
    loop {
        let (name, number) = signals.next().await;
        if first.elapsed() >= REPEAT && number != HANGUP {
            stderr::say_at_last(format!("{name} received again: ending at once"));
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
    hangup: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    /// Receives them from now on. Must be called inside a runtime.
    ///
    /// In a process that is not runa's (`owned` is false) SIGHUP is the program's: many read their settings again then.
    pub(crate) fn new(owned: bool) -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            hangup: (owned && hangup_ends_the_process()).then(|| signal(SignalKind::hangup())).transpose()?,
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) -> (&'static str, i32) {
        let hangup = async {
            match &mut self.hangup {
                Some(hangup) => hangup.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.terminate.recv() => ("SIGTERM", 15),
            _ = self.interrupt.recv() => ("SIGINT", 2),
            _ = hangup => ("SIGHUP", HANGUP),
        }
    }
}

/// Whether SIGHUP is not ignored. Whoever starts the process by `nohup` wants it to live on, and to listen for the signal would undo that.
///
/// Where nobody tells without `unsafe`, it is left as it is.
#[cfg(unix)]
fn hangup_ends_the_process() -> bool {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return false };
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_some_and(|mask| mask & 1 << (HANGUP - 1) == 0)
}

/// The signals that this process has received.
#[cfg(not(unix))]
#[derive(Debug)]
pub(crate) struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// Receives them from the first wait on.
    pub(crate) fn new(_owned: bool) -> io::Result<Self> {
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
