//! Taking connections: from a listener while it is open, from its backlog when it closes.

use std::future::Future;
use std::io;
use std::net::SocketAddr;

#[cfg(any(target_os = "linux", target_os = "android"))]
use socket2::{SockFilter, SockRef};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};

/// Where connections come from. A TLS listener hands out streams that shake hands on their first read, so that a slow client never
/// holds up the loop.
pub(crate) trait Accept: Send + 'static {
    /// A connection.
    type Io: AsyncRead + AsyncWrite + Send + Unpin + 'static;

    /// Waits for the next one.
    fn accept(&mut self) -> impl Future<Output = io::Result<(Self::Io, SocketAddr)>> + Send;

    /// Makes the system ignore connection attempts that begin from now on, while those that have begun still come to their end. Whether
    /// it does.
    fn ignore_new(&self) -> bool;

    /// Takes those that are already there, and closes the listener.
    fn backlog(self) -> Vec<(Self::Io, SocketAddr)>;
}

impl Accept for TcpListener {
    type Io = TcpStream;

    async fn accept(&mut self) -> io::Result<(TcpStream, SocketAddr)> {
        let (stream, peer) = Self::accept(self).await?;
        // Small responses go out at once. A failure means that the client has gone, which the first read will tell.
        let _ = stream.set_nodelay(true);
        Ok((stream, peer))
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn ignore_new(&self) -> bool {
        // Load the byte of flags of the TCP header; if SYN is set drop the segment, else let it through whole.
        let filter = [
            SockFilter::new(0x30, 0, 0, 13),
            SockFilter::new(0x45, 0, 1, 0x02),
            SockFilter::new(0x06, 0, 0, 0),
            SockFilter::new(0x06, 0, 0, u32::MAX),
        ];
        SockRef::from(self).attach_filter(&filter).is_ok()
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn ignore_new(&self) -> bool {
        false
    }

    /// Asks the system itself, not tokio: what came in since the last look of its driver would be lost with the listener.
    fn backlog(self) -> Vec<(TcpStream, SocketAddr)> {
        let Ok(listener) = self.into_std() else { return Vec::new() };
        let mut waiting = Vec::new();
        loop {
            match listener.accept() {
                Ok((stream, peer)) => {
                    let ready = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream));
                    if let Ok(stream) = ready {
                        let _ = stream.set_nodelay(true);
                        waiting.push((stream, peer));
                    }
                }
                Err(error) if of_one_connection(&error) => {}
                Err(_) => return waiting,
            }
        }
    }
}

/// Whether an accept failed for reasons of that one connection, so that the next may be tried at once.
pub(super) fn of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::Interrupted
    )
}
