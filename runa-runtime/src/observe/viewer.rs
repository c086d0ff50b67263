//! Who asks.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request};
use http::HeaderName;
use runa_schema::value::is_loopback;

/// Headers by which a proxy says that it asks for somebody else.
const FORWARDED: [HeaderName; 5] = [
    HeaderName::from_static("forwarded"),
    HeaderName::from_static("via"),
    HeaderName::from_static("x-forwarded-for"),
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-real-ip"),
];

/// Whether a client on this machine asks for itself. Who is unknown is somebody else.
pub(super) fn is_local(request: &Request) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.is_some_and(|peer| is_loopback(peer.0.ip()))
        && FORWARDED.iter().all(|name| !request.headers().contains_key(name))
}
