//! One stream of events: whatever the process and its clients do, in the order in which it was seen, on one clock.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// How long something that must happen is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// Something that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// The client, whose end of the connection this is, is where its case wants it to be.
    InPlace(SocketAddr),
    /// The test sends SIGTERM.
    Signal,
    /// The test lets the handlers go that wait for it.
    Release,
    /// Readiness fails.
    NotReady,
    /// A connection is refused, or not even answered.
    Refused,
    /// The head of a response: its status, and whether it asks to close the connection.
    Head(u16, bool),
    /// A response has come to its end.
    Whole,
    /// A response breaks off.
    Cut,
    /// HTTP/2: go away. Whether it says which stream was the last.
    GoAway(bool),
    /// What the handler of an upgraded connection sends before it closes it.
    Farewell,
    /// So many requests that were sent get no answer.
    Unanswered(u8),
    /// The connection has ended.
    Closed,
    /// The process has logged this.
    Said(String),
    /// The process has ended with this code.
    Ended(Option<i32>),
}

#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) at: Duration,
    pub(crate) who: &'static str,
    pub(crate) what: What,
}

/// The stream.
#[derive(Debug)]
pub(crate) struct Events {
    began: Instant,
    all: Mutex<Vec<Event>>,
    more: Condvar,
}

impl Events {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { began: Instant::now(), all: Mutex::default(), more: Condvar::new() })
    }

    pub(crate) fn note(&self, who: &'static str, what: What) {
        let mut all = self.all.lock().unwrap();
        // Asked for under the lock, so that the order of the stream is that of the clock.
        all.push(Event { at: self.began.elapsed(), who, what });
        self.more.notify_all();
    }

    /// Waits until what has been seen is enough.
    pub(crate) fn wait(&self, what: &str, enough: impl Fn(&[Event]) -> bool) {
        let all = self.all.lock().unwrap();
        let (all, timeout) = self.more.wait_timeout_while(all, PATIENCE, |all| !enough(all)).unwrap();
        assert!(!timeout.timed_out(), "never: {what}, in\n{}", show(&all));
    }

    /// Waits for one event, whoever it is of.
    pub(crate) fn wait_for(&self, wanted: &What) {
        self.wait(&format!("{wanted:?}"), |all| all.iter().any(|event| event.what == *wanted));
    }

    pub(crate) fn all(&self) -> Vec<Event> {
        self.all.lock().unwrap().clone()
    }
}

/// The first event of a kind, with its place.
pub(crate) fn first<'a>(all: &'a [Event], wanted: &What) -> (usize, &'a Event) {
    all.iter()
        .enumerate()
        .find(|(_, event)| event.what == *wanted)
        .unwrap_or_else(|| panic!("no {wanted:?} in\n{}", show(all)))
}

pub(crate) fn show(all: &[Event]) -> String {
    all.iter().fold(String::new(), |mut text, event| {
        let _ = writeln!(text, "{:9.3}s  {:50} {:?}", event.at.as_secs_f64(), event.who, event.what);
        text
    })
}

/// Where the first sign is that the listener closes: a client is refused, or the process says so.
pub(crate) fn closing(all: &[Event]) -> Option<usize> {
    all.iter().position(|event| match &event.what {
        What::Refused => true,
        What::Said(line) => line.starts_with("closing: "),
        _ => false,
    })
}
