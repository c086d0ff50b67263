//! `server`: the kernel's own section, for all stages and refined in a stage.

use std::path::PathBuf;
use std::time::Duration;

use super::{Default, Group, Groups, Keys, choice, settings};
use crate::value::{Header, Listeners, Proxy, Size};

choice! {
    /// Which header a proxy writes.
    pub enum ForwardedHeader {
        /// One of the two; where both are there and name different clients, neither is believed.
        Any = "any",
        /// `X-Forwarded-For`; `Forwarded` is ignored.
        XForwardedFor = "x-forwarded-for",
        /// `Forwarded` (RFC 7239); `X-Forwarded-For` is ignored.
        Forwarded = "forwarded",
    }
}

settings! {
    /// Where the service listens, and how long it waits for what.
    pub struct ServerSettings {
        /// Address of the service, or a list of them, or `none` for a process without HTTP routes. Port 0 takes a free one; `unix:/run/orders.sock` is a socket in the file system, for its owner and group.
        listen: Listeners { default: Default::Is("127.0.0.1:8080"), tunable: true },
        /// Address, or addresses, of a second listener for what operators look at. Unset: they are served on `listen`.
        admin: Option<Listeners> { tunable: true },
        /// Name or address by which others reach this instance, as `cluster` publishes it: `10.0.3.7:8080`, or `10.0.3.7` with the port of `listen`. Unset: where the service listens, with the name of the machine for a wildcard.
        advertise: Option<String> { tunable: true },
        /// Connections that the system keeps for a listener while all are busy. Linux cuts it to `net.core.somaxconn`.
        backlog: u32 { default: Default::Is("4096"), range: Some(("1", "65535")), tunable: true },
        /// How long providers may take to start, all together. Then the start is given up, with exit code 2.
        start_timeout: Duration { default: Default::Is("5m"), range: Some(("100ms", "24h")), tunable: true },
        /// How long a client may take to send anything after it has connected, a TLS handshake included. Then the connection is closed.
        first_byte_timeout: Duration { default: Default::Is("10s"), range: Some(("100ms", "10m")), tunable: true },
        /// How long a client may take for the head of a request, from its first byte. Then the connection is closed.
        header_timeout: Duration { default: Default::Is("10s"), range: Some(("100ms", "10m")), tunable: true },
        /// Largest head of a request: its line and its headers. A larger one gets 431.
        head_limit: Size { default: Default::Is("64KiB"), range: Some(("8KiB", "1MiB")), tunable: true },
        /// How long a connection without a request stays open. Longer than the 60s of common load balancers, so that they close first.
        keep_alive: Duration { default: Default::Is("75s"), range: Some(("1s", "1h")), tunable: true },
        /// How long a client may take none of what is sent to it. Then the connection is closed. Upgraded connections are their handlers'.
        write_timeout: Duration { default: Default::Is("30s"), range: Some(("1s", "1h")), tunable: true },
        /// How long a handler may take to answer with a head. Then the client gets 503, or 408 if its body is awaited.
        request_timeout: Duration { default: Default::Is("30s"), range: Some(("1ms", "1h")), tunable: true },
        /// Largest body of a request. A larger one gets 413.
        body_limit: Size { default: Default::Is("2MiB"), range: Some(("0B", "1024GiB")), tunable: true },
        /// Other limits for some routes, each written as for axum's router, with the path of the routers that it is nested in: `{ '/upload/{id}': { body_limit: 1GiB } }`. One that the service does not have is an error at start.
        routes: Groups<RouteSettings> { default: Default::Is(""), keys: Keys::Routes },
        /// The header that carries the id of a request, in both directions. One of 1 to 128 visible ASCII characters is taken over, else one is made. `none`: none is believed and none is sent; lines of the log still bear one.
        request_id: Header { default: Default::Is("x-request-id"), tunable: true },
        /// Proxies that are believed when they say for whom they ask, in `X-Forwarded-For` or `Forwarded`: ranges of addresses, and `unix` for whoever connects through a Unix socket.
        trusted_proxies: Vec<Proxy> { default: Default::Is(""), tunable: true },
        /// The header that they write. Where they let the other one through as a client sent it, name theirs: else each client can make both differ, and is taken for the proxy.
        forwarded_header: ForwardedHeader { default: Default::Is("any"), tunable: true },
        /// Connections at one time. More wait in the backlog of the listener.
        max_connections: u32 { default: Default::Is("20000"), range: Some(("1", "1000000")), tunable: true },
        /// The service is reached by https. `admin` is not: it is for probes and scrapes of a private network. Needs the feature `tls`.
        tls: Option<Group<TlsSettings>> { feature: Some("tls") },
        /// What a client may ask of one HTTP/2 connection.
        h2: Group<H2Settings> { default: Default::Is("") },
        /// What happens between SIGTERM and the end of the process.
        drain: Group<DrainSettings> { default: Default::Is("") },
    }
}

settings! {
    /// The certificate of the service. Files that change are read again, without a restart and without a lost request.
    pub struct TlsSettings {
        /// File of the certificate, in PEM, and behind it of those that vouch for it.
        certificate: PathBuf { default: Default::Required, tunable: true },
        /// File of its private key, in PEM. May be the same file.
        key: PathBuf { default: Default::Required, tunable: true },
    }
}

settings! {
    /// What a client may ask of one HTTP/2 connection.
    pub struct H2Settings {
        /// Requests at one time. More are refused, which clients may try again.
        streams: u32 { default: Default::Is("200"), range: Some(("1", "100000")), tunable: true },
        /// Requests that a client may take back: so many at once, or so many in their first second more than were answered. Then the
        /// connection is closed with `ENHANCE_YOUR_CALM`.
        resets: u32 { default: Default::Is("100"), range: Some(("1", "100000")), tunable: true },
    }
}

settings! {
    /// Limits of one route. What is not written is as for all.
    pub struct RouteSettings {
        /// How long its handler may take to answer with a head.
        request_timeout: Option<Duration> { range: Some(("1ms", "1h")) },
        /// Largest body of a request to it, larger than that of all or smaller.
        body_limit: Option<Size> { range: Some(("0B", "1024GiB")) },
    }
}

settings! {
    /// The budget of stopping. Kubernetes kills after 30 seconds, so the whole fits into 25.
    pub struct DrainSettings {
        /// How long requests and new connections are still served after readiness has failed, so that load balancers notice.
        delay: Duration { default: Default::ByStage { relaxed: "0s", production: "5s" }, range: Some(("0s", "10m")), tunable: true },
        /// How long requests in flight may take after that.
        grace: Duration { default: Default::Is("15s"), range: Some(("0s", "1h")), tunable: true },
        /// The whole, until the end of the process; what is not done by then is given up, with exit code 2.
        total: Duration { default: Default::Is("25s"), range: Some(("100ms", "2h")), tunable: true },
    }
}
