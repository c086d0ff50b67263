//! Where the process stands in its life, for everyone to see.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio::sync::watch;

use crate::kernel::captured::Captured;
use crate::kernel::event::What;

/// Where the process stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Providers are being installed.
    Starting,
    /// It serves.
    Running,
    /// It still serves, but has said that it will stop: readiness fails, responses ask for the connection to be closed.
    Draining,
    /// The listener is closed; requests in flight end.
    Closing,
    /// Providers drain and stop.
    Stopping,
}

/// The phase of a process: read at the cost of one atomic load, waited for, moved forward only.
#[derive(Clone, Debug)]
pub struct Life {
    now: Arc<AtomicU8>,
    changes: watch::Sender<Phase>,
    /// Who hears of changes in an app under test.
    captured: Option<Captured>,
}

const PHASES: [Phase; 5] = [Phase::Starting, Phase::Running, Phase::Draining, Phase::Closing, Phase::Stopping];

impl Life {
    pub(crate) fn new(captured: Option<Captured>) -> Self {
        if let Some(captured) = &captured {
            captured.note(What::Phase(Phase::Starting));
        }
        Self { now: Arc::new(AtomicU8::new(0)), changes: watch::Sender::new(Phase::Starting), captured }
    }

    /// Where the process stands now.
    pub fn phase(&self) -> Phase {
        PHASES[usize::from(self.now.load(Ordering::Relaxed)).min(PHASES.len() - 1)]
    }

    /// Whether responses must ask for their connection to be closed.
    pub fn is_ending(&self) -> bool {
        self.now.load(Ordering::Relaxed) >= Phase::Draining as u8
    }

    /// Waits until the process has reached `phase` or a later one.
    pub async fn reached(&self, phase: Phase) {
        // The sender lives in `self`, so the channel cannot be closed.
        let _ = self.changes.subscribe().wait_for(|now| *now >= phase).await;
    }

    pub(crate) fn advance(&self, phase: Phase) {
        self.changes.send_if_modified(|now| {
            let forward = phase > *now;
            if forward {
                *now = phase;
                if let Some(captured) = &self.captured {
                    captured.note(What::Phase(phase));
                }
                self.now.store(phase as u8, Ordering::Relaxed);
            }
            forward
        });
    }
}
