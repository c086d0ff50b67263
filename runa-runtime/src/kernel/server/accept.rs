//! Taking connections: from a listener while it is open, from its backlog when it closes.

use std::future::Future;
use std::io;

use tokio::io::{AsyncRead, AsyncWrite};

use super::peer::Peer;

/// Where connections come from. A TLS listener hands out streams that shake hands on their first read, so that a slow client never
/// holds up the loop.
pub(crate) trait Accept: Send + 'static {
    /// A connection.
    type Io: AsyncRead + AsyncWrite + Send + Unpin + 'static;

    /// Waits for the next one.
    fn accept(&mut self) -> impl Future<Output = io::Result<(Self::Io, Peer)>> + Send;

    /// Makes the system ignore connection attempts that begin from now on, while those that have begun still come to their end. Whether
    /// it does.
    fn ignore_new(&mut self) -> bool;

    /// Takes those that are already there, one a call, until it says `None`. An error is a shortage of files: who waits goes on waiting,
    /// and can be asked for again. Dropping it closes the listener.
    fn backlog(self) -> impl FnMut() -> io::Result<Option<(Self::Io, Peer)>> + Send;
}

/// Whether an accept failed for reasons of that one connection, so that the next may be tried at once.
pub(super) fn of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::Interrupted
    )
}

/// The process, or the system, has as many files open as it may: EMFILE and ENFILE, which have one number on every Unix.
pub(super) fn is_of_files(error: &io::Error) -> bool {
    cfg!(unix) && matches!(error.raw_os_error(), Some(23 | 24))
}
