//! Threads that look after the process whatever its workers do.
//!
//! Handlers, `main` and layers of tracing are other people's code, and may block every thread of the runtime. Then nothing inside of the
//! runtime can hear a signal or see a deadline pass. So there are two threads beside it, each with a small runtime of its own. The first
//! promises: the first signal begins to drain, the second ends the process at once, and no later than [`MARGIN`] after `drain.total` the
//! process ends with exit code 2. The second looks at the workers and the start, and tells the service manager.
//!
//! Architecture invariant: the first logs nothing and waits for nobody. The second hands over what it has to say (`aside`).

use std::sync::Arc;
use std::time::Duration;
use std::{io, thread};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::time::sleep_until;

use super::signals::{self, Signals};
use super::{Phase, step, systemd, verdict, workers};
use crate::kernel::core::Core;
use crate::kernel::given_up::List;
use crate::kernel::server::Guests;
use crate::kernel::{stderr, trace};

/// What an end that goes as it should may take beyond `drain.total`: the least that `main` and each provider gets.
pub(crate) const MARGIN: Duration = Duration::from_secs(2);

/// The watch is kept until this is dropped.
#[derive(Debug)]
pub(crate) struct Watch {
    _over: Vec<oneshot::Sender<()>>,
}

/// What is heard of signals, and what may end the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hears {
    /// The process is runa's: signals, and the time that has passed since draining began.
    Signals,
    /// It is not: signals, and the time only if it was a signal that began it.
    SignalsFirst,
    /// Nothing of runa ends the process.
    Nothing,
}

/// Keeps watch from now on over an app whose tasks run on `watched`.
pub(crate) fn start(core: &Arc<Core>, watched: &Handle, hears: Hears) -> io::Result<Watch> {
    let mut over = vec![look_after(Arc::clone(core), watched.clone())?];
    if hears != Hears::Nothing {
        over.push(listen(Arc::clone(core), hears)?);
    }
    Ok(Watch { _over: over })
}

/// The thread that may end the process.
fn listen(core: Arc<Core>, hears: Hears) -> io::Result<oneshot::Sender<()>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let signals = {
        let _inside = runtime.enter();
        Signals::new(hears == Hears::Signals)?
    };
    let (sender, over) = oneshot::channel();
    // It logs nothing, so it is heard by nobody.
    thread::Builder::new().name("runa-watch".to_owned()).spawn(move || {
        runtime.block_on(async {
            tokio::select! {
                _ = over => {}
                () = hear(&core, signals, hears) => {}
            }
        });
    })?;
    Ok(sender)
}

/// The thread that looks at the others.
fn look_after(core: Arc<Core>, watched: Handle) -> io::Result<oneshot::Sender<()>> {
    let runtime = Builder::new_current_thread().enable_time().build()?;
    let (sender, over) = oneshot::channel();
    trace::spawn("runa-look", move || {
        runtime.block_on(async {
            tokio::select! {
                _ = over => {}
                () = workers::look_after(&core, &watched) => {}
                () = step::overdue_aside(&core) => {}
                () = systemd::feed(&core, &watched) => {}
                () = systemd::part(&core) => {}
            }
        });
    })?;
    Ok(sender)
}

/// Obeys signals, and ends the process when it should have ended by itself.
async fn hear(core: &Core, mut signals: Signals, hears: Hears) {
    if hears == Hears::SignalsFirst {
        let first = signals::first(core, &mut signals).await;
        tokio::join!(signals::second(first, &mut signals), limit(core));
    } else {
        let obey = async {
            let first = signals::first(core, &mut signals).await;
            signals::second(first, &mut signals).await;
        };
        tokio::join!(obey, limit(core));
    }
}

/// Ends the process when it should have ended by itself.
async fn limit(core: &Core) {
    core.parts.life.reached(Phase::Draining).await;
    sleep_until(core.deadline() + MARGIN).await;
    let total = core.parts.server.drain.total;
    let who = core.now.suspect().or_else(|| core.suspects.blocking()).unwrap_or_else(|| {
        let waiting = core.guests.get().map(Guests::waiting).unwrap_or_default();
        format!("a handler, a task or `main` blocks its thread{}", List("; requests are under way:", &waiting))
    });
    let unsaid = core.unsaid().map_or_else(String::new, |(signal, ago)| {
        format!("; {signal} came {:.1}s ago, and nobody was free to log it", ago.as_secs_f64())
    });
    stderr::say_at_last(format!(
        "error: {total:?}, all of `drain.total`, have passed and the process has not ended: {who}{unsaid}; ending at once"
    ));
    std::process::exit(i32::from(verdict::LATE));
}
