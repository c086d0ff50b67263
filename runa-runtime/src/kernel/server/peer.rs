//! Who is at the other end, as handlers are told.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use http::Extensions;

/// The other end of a connection. Each of its requests bears it as an extension.
#[derive(Clone, Debug)]
pub(super) struct Peer {
    pub(super) address: SocketAddr,
    /// What a request gets that has none yet: with room for axum's own three beside ours, so that their table need not grow, which
    /// costs each request more than the copy does.
    roomy: Extensions,
}

impl Peer {
    pub(super) fn new(address: SocketAddr) -> Self {
        let mut roomy = Extensions::new();
        roomy.insert(Room::<0>);
        roomy.insert(Room::<1>);
        roomy.insert(Room::<2>);
        roomy.insert(Room::<3>);
        roomy.clear();
        roomy.insert(ConnectInfo(address));
        Self { address, roomy }
    }

    pub(super) fn introduce(&self, request: &mut Extensions) {
        if request.is_empty() {
            request.clone_from(&self.roomy);
        } else {
            request.insert(ConnectInfo(self.address));
        }
    }
}

/// Makes room, and leaves.
#[derive(Clone)]
struct Room<const N: usize>;
