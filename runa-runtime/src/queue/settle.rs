//! Tells the driver how jobs ended: as many at once as have ended while it was told of the last ones.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::sleep;

use super::driver::{End, How, Settled};
use super::line::Line;
use super::worker::Held;

/// The most that is told at once.
const BATCH: usize = 256;

/// How long handing back may take at the end of the process.
pub(super) const DEADLINE: Duration = Duration::from_millis(500);

/// The first pause when the driver is away, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(500));

/// Tells until there can be nothing more to tell. What the driver does not take in is told again and again: the jobs are done, and only their
/// leases can say otherwise.
pub(super) async fn run(line: Arc<Line>, held: Arc<Held>, mut ended: UnboundedReceiver<End>) {
    let mut ends = Vec::with_capacity(BATCH);
    while ended.recv_many(&mut ends, BATCH).await > 0 {
        let Some((settled, repeated)) = tell(&line, &ends).await else { return };
        for (end, settled) in ends.drain(..).zip(settled) {
            // What was given up meanwhile has been counted as that.
            if held.remove(end.ticket) {
                note(&line, &end, settled, repeated);
            }
        }
        line.holds(|| held.len());
    }
}

/// `None`: everything was given up.
async fn tell(line: &Line, ends: &[End]) -> Option<(Vec<Settled>, bool)> {
    let mut pause = PAUSES.0;
    let mut repeated = false;
    loop {
        match line.driver.settle(ends).await {
            Ok(settled) => return Some((settled, repeated)),
            Err(fault) if !repeated => {
                let (name, jobs) = (line.name(), ends.len());
                tracing::warn!(target: "runa", queue = name, jobs,
                    "how {jobs} job{} of queue `{name}` ended cannot be told yet: {fault}", if jobs == 1 { "" } else { "s" });
            }
            Err(_) => {}
        }
        repeated = true;
        tokio::select! {
            () = line.given_up() => return None,
            () = sleep(pause) => pause = (pause * 2).min(PAUSES.1),
        }
    }
}

fn note(line: &Line, end: &End, settled: Settled, repeated: bool) {
    let name = line.name();
    let counted = &line.counted;
    match settled {
        // Told twice, the first time without an answer: that it is gone is the answer.
        Settled::Gone if repeated => {}
        Settled::Yes => {}
        Settled::Lost | Settled::Gone => {
            tracing::warn!(target: "runa", queue = name,
                "a job of queue `{name}` ended after its lease was over: how it ended is refused");
            return;
        }
    }
    match end.how {
        How::Done => counted.done.inc(),
        How::Again { .. } => counted.failed.inc(),
        How::Dead { .. } => counted.dead.inc(),
        How::Back { .. } => {}
    }
}
