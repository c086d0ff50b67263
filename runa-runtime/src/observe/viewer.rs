//! Who asks.

use axum::extract::Request;
use http::HeaderName;
use runa_schema::value::is_loopback;

use crate::kernel::request::Peer;

/// Headers by which a proxy says that it asks for somebody else.
const FORWARDED: [HeaderName; 5] = [
    HeaderName::from_static("forwarded"),
    HeaderName::from_static("via"),
    HeaderName::from_static("x-forwarded-for"),
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-real-ip"),
];

/// Whether a client on this machine asks for itself. Who is unknown is somebody else, and so is who comes through a socket in the file
/// system: most likely a proxy.
pub(super) fn is_local(request: &Request) -> bool {
    let peer = Peer::of(request.extensions()).and_then(Peer::ip);
    peer.is_some_and(is_loopback) && FORWARDED.iter().all(|name| !request.headers().contains_key(name))
}
