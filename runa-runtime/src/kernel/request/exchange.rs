//! What is known about a request when its response has ended.

use std::fmt;
use std::net::IpAddr;
use std::time::{Duration, Instant, SystemTime};

use axum::extract::{MatchedPath, Request};
use http::{HeaderValue, Method, StatusCode, Uri, Version, header};

use super::context::first;
use super::{Peer, RequestContext, RequestId};

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The whole response was handed to the connection.
    Answered,
    /// The body of the response failed on its way.
    Failed,
    /// The handler panicked, and the client got 500; or the body of the response did, on its way.
    Panicked,
    /// There was no head in time: the client got 503, or 408 if it was the one that took too long, to send its body.
    TimedOut,
    /// The client went away: before the head, then there is no status, or before the end of the body.
    ClientGone,
    /// The process ended and waited no longer: before the head, or before the end of the body.
    GivenUp,
}

impl Outcome {
    /// As it stands in records: `answered`, `failed`, `panicked`, `timed_out`, `client_gone`, `given_up`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Failed => "failed",
            Self::Panicked => "panicked",
            Self::TimedOut => "timed_out",
            Self::ClientGone => "client_gone",
            Self::GivenUp => "given_up",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One request and its response.
///
/// Texts that the client sent are here as it sent them: whoever writes them somewhere must encode them.
#[derive(Debug)]
pub struct Exchange {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) version: Version,
    pub(super) route: Option<MatchedPath>,
    pub(super) user_agent: Option<HeaderValue>,
    pub(super) peer: Option<Peer>,
    pub(super) believed: Option<IpAddr>,
    pub(super) context: RequestContext,
    pub(super) received: Option<u64>,
    pub(super) started: Instant,
    pub(super) status: Option<StatusCode>,
    pub(super) internal: bool,
    pub(super) unready: bool,
    pub(super) refused: bool,
    pub(super) sent: u64,
    pub(super) outcome: Outcome,
    pub(super) duration: Duration,
}

impl Exchange {
    /// What the gate knows. Until the response has ended, the outcome is what it would be if the client went away now.
    ///
    /// `believed` is the client that a proxy names.
    #[inline]
    pub(super) fn begin(
        request: &Request,
        context: RequestContext,
        believed: Option<IpAddr>,
        started: Instant,
    ) -> Self {
        let extensions = request.extensions();
        Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            version: request.version(),
            route: extensions.get::<MatchedPath>().cloned(),
            user_agent: first(request.headers(), &header::USER_AGENT).cloned(),
            peer: Peer::of(extensions),
            believed,
            context,
            received: axum::body::HttpBody::size_hint(request.body()).exact(),
            started,
            status: None,
            internal: false,
            unready: false,
            refused: false,
            sent: 0,
            outcome: Outcome::ClientGone,
            duration: Duration::ZERO,
        }
    }

    /// The method.
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The path, without the query.
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// The query, without its question mark.
    pub fn query(&self) -> Option<&str> {
        self.uri.query()
    }

    /// The route that the path matched, such as `/orders/{id}`. `None` where no route did.
    pub fn route(&self) -> Option<&str> {
        self.route.as_ref().map(MatchedPath::as_str)
    }

    /// The version of HTTP.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The header `user-agent`.
    pub const fn user_agent(&self) -> Option<&HeaderValue> {
        self.user_agent.as_ref()
    }

    /// The other end of the connection.
    pub const fn peer(&self) -> Option<Peer> {
        self.peer
    }

    /// The address of the client: what proxies say that are trusted, else the other end of the connection. Nobody has one
    /// who comes through a Unix socket.
    pub fn client(&self) -> Option<IpAddr> {
        self.believed.or_else(|| self.peer?.ip().map(|ip| ip.to_canonical()))
    }

    /// The id of the request.
    pub const fn id(&self) -> &RequestId {
        self.context.id()
    }

    /// The id of the trace that the client names by a valid `traceparent`: 32 hexadecimal digits.
    pub fn trace_id(&self) -> Option<&str> {
        self.context.trace_id()
    }

    /// Length of the request's body, if it was known from the start.
    pub const fn request_bytes(&self) -> Option<u64> {
        self.received
    }

    /// When the head of the request had been read, on the clock that never goes back.
    pub const fn started(&self) -> Instant {
        self.started
    }

    /// When the head of the request had been read, on the clock of the wall. Asked of the clock each time.
    pub fn started_at(&self) -> SystemTime {
        SystemTime::now() - self.started.elapsed()
    }

    /// The status of the response; `None` if the client went away before there was one.
    pub const fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// Whether a provider answered on a route of its own, such as a probe.
    pub const fn internal(&self) -> bool {
        self.internal
    }

    /// Whether a probe was told, as it should be, that the process is about to end.
    #[cfg(feature = "log")]
    pub(crate) const fn unready(&self) -> bool {
        self.unready
    }

    /// Whether the request path answered by itself, and no handler ran.
    pub const fn refused(&self) -> bool {
        self.refused
    }

    /// Bytes of the response's body that were handed to the connection.
    pub const fn bytes(&self) -> u64 {
        self.sent
    }

    /// From the head of the request to the end of the response.
    pub const fn duration(&self) -> Duration {
        self.duration
    }

    /// How it ended.
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }
}

/// A request that has ended so, for tests of who records it. It has matched no route.
#[cfg(all(test, feature = "console"))]
pub(crate) fn ended(request: http::request::Builder, status: u16, seconds: f64, outcome: Outcome) -> Exchange {
    let request = request.body(axum::body::Body::empty()).unwrap_or_default();
    let context = RequestContext::of(request.headers(), None);
    let mut exchange = Exchange::begin(&request, context, None, Instant::now());
    exchange.status = StatusCode::from_u16(status).ok();
    exchange.duration = Duration::from_secs_f64(seconds);
    exchange.outcome = outcome;
    exchange
}
