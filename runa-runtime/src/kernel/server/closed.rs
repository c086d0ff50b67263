//! Connections that the server has closed because of what their clients do, or do not do: counted by reason, and said at level debug.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::peer::Peer;
use crate::kernel::captured::Captured;
use crate::kernel::event::What;
use crate::kernel::metrics::{Metrics, float};

/// Why a connection was closed. Most are called as the setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    FirstByteTimeout,
    HeaderTimeout,
    KeepAlive,
    WriteTimeout,
    H2Resets,
    /// Too many frames of HTTP/2 that bring nothing.
    H2Frames,
    /// What it sent is no request, or no TLS. hyper has answered 400, 414 or 431, if that was possible.
    Refused,
    /// There was no file descriptor for it.
    Shortage,
    /// The listener has closed, and the client has sent no request in time.
    Drain,
}

const ALL: [(Reason, &str); 9] = [
    (Reason::FirstByteTimeout, "first_byte_timeout"),
    (Reason::HeaderTimeout, "header_timeout"),
    (Reason::KeepAlive, "keep_alive"),
    (Reason::WriteTimeout, "write_timeout"),
    (Reason::H2Resets, "h2_resets"),
    (Reason::H2Frames, "h2_frames"),
    (Reason::Refused, "refused"),
    (Reason::Shortage, "shortage"),
    (Reason::Drain, "drain"),
];

/// How many there were, of all listeners of an app. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Closed {
    counts: Arc<[AtomicU64; ALL.len()]>,
    /// Who hears of connections in an app under test.
    captured: Option<Captured>,
}

impl Closed {
    pub(crate) fn new(captured: Option<Captured>) -> Self {
        Self { captured, ..Self::default() }
    }

    /// Tells a test what happens to a connection.
    pub(super) fn tell(&self, what: impl FnOnce() -> What) {
        if let Some(captured) = &self.captured {
            captured.note(what());
        }
    }

    /// Shows them. The name is one of the kernel's, so nobody else has it.
    pub(crate) fn show(&self, metrics: &Metrics) {
        let closed = self.clone();
        let shown = metrics
            .metric(
                "runa_connections_closed_total",
                "Connections that the server closed because of what their clients did.",
            )
            .labels(["reason"])
            .read_counter(move || ALL.map(|(reason, name)| ([name.to_owned()], float(closed.count(reason)))));
        debug_assert!(shown.is_ok(), "{shown:?}");
    }

    pub(super) fn note(&self, peer: Peer, reason: Reason) {
        let reason = self.add(peer, reason);
        tracing::debug!(target: "http", %peer, reason, "closed a connection");
    }

    /// The same of one that is refused, and what is wrong with what it sent.
    pub(super) fn note_refused(&self, peer: Peer, error: &dyn std::error::Error) {
        let reason = self.add(peer, Reason::Refused);
        tracing::debug!(target: "http", %peer, reason, %error, "refused what a client sent");
    }

    fn add(&self, peer: Peer, reason: Reason) -> &'static str {
        self.counts[reason as usize].fetch_add(1, Ordering::Relaxed);
        let reason = ALL[reason as usize].1;
        self.tell(|| What::ConnectionRefused { peer: peer.address(), reason });
        reason
    }

    #[cfg(test)]
    pub(super) fn all(&self) -> u64 {
        self.counts.iter().map(|count| count.load(Ordering::Relaxed)).sum()
    }

    pub(super) fn count(&self, reason: Reason) -> u64 {
        self.counts[reason as usize].load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::metrics::Form;

    #[test]
    fn each_reason_has_its_name_and_its_series() {
        let (closed, metrics) = (Closed::default(), Metrics::default());
        closed.show(&metrics);
        for (at, (reason, _)) in ALL.into_iter().enumerate() {
            assert_eq!(reason as usize, at);
            (0..=at).for_each(|_| closed.note(Peer::Unix, reason));
        }
        let text = metrics.text(Form::Classic);
        for (at, (_, name)) in ALL.into_iter().enumerate() {
            let line = format!("runa_connections_closed_total{{reason=\"{name}\"}} {}\n", at + 1);
            assert!(text.contains(&line), "{line}{text}");
        }
    }
}
