//! Whom the process has waited for in vain, for the error that says so.
//!
//! A request costs this nothing but a look at a flag when it is dropped. Only when connections are given up the flag is set; then each
//! request that is dropped with its connection says who it was.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::request::{Peer, Whom};
use super::server::{Still, Turned};

/// How many are named.
const NAMED: usize = 10;

/// Collects them, for one listener.
#[derive(Debug, Default)]
pub(crate) struct GivenUp {
    collects: AtomicBool,
    all: Mutex<Vec<Waited>>,
}

/// One of them.
#[derive(Debug)]
pub(crate) enum Waited {
    /// A request, what it was doing, and for how long it had been there.
    Request(Whom, &'static str, Duration),
    /// A connection without a request, and what its client was doing.
    Connection(Peer, &'static str),
}

impl GivenUp {
    /// From now on whoever is dropped is given up.
    pub(crate) fn begin(&self) {
        self.collects.store(true, Ordering::Relaxed);
    }

    /// Takes `waited` down, if they are being given up.
    pub(crate) fn note(&self, waited: impl FnOnce() -> Option<Waited>) {
        if self.collects.load(Ordering::Relaxed)
            && let Some(waited) = waited()
        {
            self.all.lock().unwrap_or_else(PoisonError::into_inner).push(waited);
        }
    }

    /// What has been lost, with `still` as it was before.
    pub(crate) fn lost(&self, still: Still, stuck: Vec<String>) -> Lost {
        let mut waited = std::mem::take(&mut *self.all.lock().unwrap_or_else(PoisonError::into_inner));
        // Those that were waited for longest first, those that had asked for nothing last.
        waited.sort_by_key(|one| match one {
            Waited::Request(_, _, time) => (false, std::cmp::Reverse(*time)),
            Waited::Connection(..) => (true, std::cmp::Reverse(Duration::ZERO)),
        });
        Lost { still, waited, stuck, turned: Turned::default() }
    }
}

/// What was given up.
#[derive(Debug)]
pub(crate) struct Lost {
    pub(crate) still: Still,
    waited: Vec<Waited>,
    /// Those that cannot even be dropped.
    stuck: Vec<String>,
    /// Those that waited for the listener to take them.
    pub(crate) turned: Turned,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (connections, requests) = (self.still.connections - self.still.upgraded, self.still.busy);
        let s = if connections == 1 { "" } else { "s" };
        write!(f, "{connections} connection{s} given up, {requests} of them with a request{}", Named(&self.waited))?;
        let blocks = "; a handler blocks its thread and cannot be given up:";
        List(blocks, &self.stuck).fmt(f)?;
        self.turned.fmt(f)
    }
}

/// The first of some requests, if there are any, behind what is said of them.
pub(crate) struct List<'a>(pub(crate) &'static str, pub(crate) &'a [String]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, one) in self.1.iter().take(NAMED).enumerate() {
            write!(f, "{} {one}", if nth == 0 { self.0 } else { ";" })?;
        }
        more(f, self.1.len())
    }
}

/// The first of them, by name.
pub(crate) struct Named<'a>(pub(crate) &'a [Waited]);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, one) in self.0.iter().take(NAMED).enumerate() {
            write!(f, "{} {one}", if nth == 0 { ":" } else { ";" })?;
        }
        more(f, self.0.len())
    }
}

fn more(f: &mut fmt::Formatter<'_>, all: usize) -> fmt::Result {
    match all.saturating_sub(NAMED) {
        0 => Ok(()),
        more => write!(f, "; and {more} more"),
    }
}

impl fmt::Display for Waited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(whom, doing, time) => write!(f, "{whom} for {:.1}s, {doing}", time.as_secs_f64()),
            Self::Connection(peer, doing) => write!(f, "a connection from {peer}, {doing}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use axum::body::Body;
    use axum::extract::Request;

    use super::*;

    fn whom(number: u16, uri: &str) -> Whom {
        let mut request = Request::builder().method("POST").uri(uri).body(Body::empty()).unwrap();
        request.extensions_mut().insert(Peer::Tcp(([10, 0, 0, 1], number).into()).info());
        Whom::of(&request)
    }

    #[test]
    fn ten_are_named_the_longest_first_and_the_rest_is_counted() {
        let given_up = GivenUp::default();
        given_up.note(|| panic!("nobody is given up yet"));
        given_up.begin();
        given_up.note(|| Some(Waited::Connection(Peer::Tcp(([10, 0, 0, 1], 9).into()), "idle")));
        for number in 1..=46 {
            given_up.note(|| {
                Some(Waited::Request(
                    whom(number, "/a?secret"),
                    "reading",
                    Duration::from_millis(u64::from(number) * 100),
                ))
            });
        }
        let still = Still { connections: 48, busy: 46, upgraded: 1 };
        let text = given_up.lost(still, vec!["GET /b from x".to_owned(), "GET /c from y".to_owned()]).to_string();
        assert!(
            text.starts_with(
                "47 connections given up, 46 of them with a request: POST /a from 10.0.0.1:46 for 4.6s, reading; \
                 POST /a from 10.0.0.1:45 for 4.5s, reading; "
            ),
            "{text}"
        );
        assert_eq!(text.matches("POST").count(), NAMED);
        let blocks = "a handler blocks its thread and cannot be given up: GET /b from x; GET /c from y";
        assert!(text.ends_with(&format!("; and 37 more; {blocks}")), "{text}");
    }

    #[test]
    fn what_a_client_sent_cannot_break_the_line_or_fill_it() {
        let long = format!("/{}?query", "x".repeat(500));
        let text = whom(1, &long).to_string();
        assert!(text.len() < 200 && text.contains("x… from"), "{text}");
    }
}
