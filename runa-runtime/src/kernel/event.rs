//! What an app does, for a test to see: one stream of events on one clock.
//!
//! Only an app under test keeps them. In any other there is nobody to tell, and it costs one look at an `Option`, in places where a
//! connection, a task or a provider begins or ends, and nothing for a request.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use super::Phase;
use super::captured::Captured;
use super::request::{Exchange, Outcome, Recorder, RequestId};

/// Something that the app has done, or that has happened to it.
///
/// As text it is a line: `0.012s request GET /books/{number} ends: 200, answered`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// How long the app had been there.
    pub at: Duration,
    /// What it was.
    pub what: What,
}

impl Event {
    pub(super) const fn new(at: Duration, what: What) -> Self {
        Self { at, what }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}s {}", self.at.as_secs_f64(), self.what)
    }
}

/// What has happened. Names are those of the manifest and of `ops.spawn`; as text it is a few words: `provider log drains`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// The app has reached a phase of its life.
    Phase(Phase),
    /// A provider begins a part of its life.
    ProviderBegins {
        /// Its name.
        provider: &'static str,
        /// Which part.
        part: Part,
    },
    /// It has done it.
    ProviderEnds {
        /// Its name.
        provider: &'static str,
        /// Which part.
        part: Part,
        /// Why not, if it failed, panicked or was late.
        error: Option<String>,
    },
    /// A client has been let in, on any listener. Its address is `None` if it comes through a socket in the file system.
    ConnectionBegins {
        /// The client.
        peer: Option<SocketAddr>,
    },
    /// The server closes a connection because of what its client does, or does not do. It ends soon.
    ConnectionRefused {
        /// The client.
        peer: Option<SocketAddr>,
        /// As the metric `runa_connections_closed_total` says it: `header_timeout`.
        reason: &'static str,
    },
    /// A connection is over.
    ConnectionEnds {
        /// The client.
        peer: Option<SocketAddr>,
    },
    /// The head of a request of the service has come. Those of `admin` are none.
    #[non_exhaustive]
    RequestBegins {
        /// Its id.
        id: RequestId,
        /// `GET`.
        method: String,
        /// Without the query.
        path: String,
        /// The route that the path matched, such as `/books/{number}`.
        route: Option<String>,
    },
    /// Its response has ended, or nobody waits for it any more. Each request that begins ends once.
    #[non_exhaustive]
    RequestEnds {
        /// Its id.
        id: RequestId,
        /// `GET`.
        method: String,
        /// Without the query.
        path: String,
        /// The route that the path matched, such as `/books/{number}`.
        route: Option<String>,
        /// The status of the response, if there was one.
        status: Option<u16>,
        /// How it ended.
        outcome: Outcome,
    },
    /// A task of `ops.spawn`, or of a provider, begins: for the first time, or anew after it has ended.
    TaskBegins {
        /// Its name.
        task: &'static str,
        /// Whether it has run before.
        again: bool,
    },
    /// It has ended by itself.
    TaskEnds {
        /// Its name.
        task: &'static str,
        /// How, if it `failed: …` or `panicked: …`.
        error: Option<String>,
    },
    /// It was dropped where it stood.
    TaskDropped {
        /// Its name.
        task: &'static str,
    },
    /// Something has gone wrong that fails the test, unless it takes it out by `take_faults`.
    Fault(String),
    /// The app is over: its process would have ended with this code.
    Over(u8),
}

/// A part of the life of a provider. All drain before anybody stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// It is installed.
    Install,
    /// It hands over what it has, if it has anything to.
    Drain,
    /// It stops, if it has anything to stop.
    Stop,
}

impl Part {
    /// As in "it did not drain".
    pub(crate) const fn verb(self) -> &'static str {
        match self {
            Self::Install => "start",
            Self::Drain => "drain",
            Self::Stop => "stop",
        }
    }
}

impl What {
    fn begins(exchange: &Exchange) -> Self {
        let (id, method, path, route) = named(exchange);
        Self::RequestBegins { id, method, path, route }
    }

    fn ends(exchange: &Exchange) -> Self {
        let (id, method, path, route) = named(exchange);
        let status = exchange.status().map(|status| status.as_u16());
        Self::RequestEnds { id, method, path, route, status, outcome: exchange.outcome() }
    }
}

fn named(exchange: &Exchange) -> (RequestId, String, String, Option<String>) {
    let route = exchange.route().map(str::to_owned);
    (exchange.id().clone(), exchange.method().to_string(), exchange.path().to_owned(), route)
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phase(phase) => write!(f, "{phase:?}"),
            Self::ProviderBegins { provider, part } => write!(f, "provider {provider} is to {}", part.verb()),
            Self::ProviderEnds { provider, part, error: None } => write!(f, "provider {provider} did {}", part.verb()),
            Self::ProviderEnds { provider, part, error: Some(error) } => {
                write!(f, "provider {provider} did not {}: {error}", part.verb())
            }
            Self::ConnectionBegins { peer } => write!(f, "connection from {} begins", Client(*peer)),
            Self::ConnectionRefused { peer, reason } => {
                write!(f, "connection from {} refused: {reason}", Client(*peer))
            }
            Self::ConnectionEnds { peer } => write!(f, "connection from {} ends", Client(*peer)),
            Self::RequestBegins { method, path, route, .. } => {
                write!(f, "request {method} {} begins", route.as_ref().unwrap_or(path))
            }
            Self::RequestEnds { method, path, route, status: Some(status), outcome, .. } => {
                write!(f, "request {method} {} ends: {status}, {outcome}", route.as_ref().unwrap_or(path))
            }
            Self::RequestEnds { method, path, route, status: None, outcome, .. } => {
                write!(f, "request {method} {} ends: {outcome}", route.as_ref().unwrap_or(path))
            }
            Self::TaskBegins { task, again: false } => write!(f, "task {task} begins"),
            Self::TaskBegins { task, again: true } => write!(f, "task {task} begins anew"),
            Self::TaskEnds { task, error: None } => write!(f, "task {task} ends"),
            Self::TaskEnds { task, error: Some(error) } => write!(f, "task {task} {error}"),
            Self::TaskDropped { task } => write!(f, "task {task} is dropped"),
            Self::Fault(text) => write!(f, "fault: {text}"),
            Self::Over(code) => write!(f, "over: {code}"),
        }
    }
}

struct Client(Option<SocketAddr>);

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(address) => address.fmt(f),
            None => f.write_str("unix"),
        }
    }
}

/// Joins before anybody, so that a request has ended here before others have said so.
impl Recorder for Captured {
    fn begin(&self, exchange: &Exchange) {
        self.note(What::begins(exchange));
    }

    fn end(&self, exchange: &Exchange) {
        self.note(What::ends(exchange));
    }
}
