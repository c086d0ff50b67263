//! How requests are told who is at the other end.

use http::Extensions;

use super::peer::Peer;

/// Tells each request of a connection who sends it.
#[derive(Clone, Debug)]
pub(super) struct Introduction {
    pub(super) peer: Peer,
    /// What a request gets that has no extension yet: with room for axum's own three beside ours, so that their table need not grow, which
    /// costs each request more than the copy does.
    roomy: Extensions,
}

impl Introduction {
    pub(super) fn of(peer: Peer) -> Self {
        let mut roomy = Extensions::new();
        roomy.insert(Room::<0>);
        roomy.insert(Room::<1>);
        roomy.insert(Room::<2>);
        roomy.insert(Room::<3>);
        roomy.clear();
        roomy.insert(peer.info());
        Self { peer, roomy }
    }

    pub(super) fn to(&self, request: &mut Extensions) {
        if request.is_empty() {
            request.clone_from(&self.roomy);
        } else {
            request.insert(self.peer.info());
        }
    }
}

/// Makes room, and leaves.
#[derive(Clone)]
struct Room<const N: usize>;
