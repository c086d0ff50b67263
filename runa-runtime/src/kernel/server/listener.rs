//! The listeners of one server: they take connections in turn, and close together.

use std::future::poll_fn;
use std::io;
use std::task::{Context, Poll, ready};

use runa_schema::value::Address;
#[cfg(any(target_os = "linux", target_os = "android"))]
use socket2::{SockFilter, SockRef};
use tokio::net::{TcpListener, TcpStream};
#[cfg(unix)]
use tokio::net::{UnixListener, UnixStream};

use super::accept::{Accept, is_of_files, of_one_connection};
#[cfg(unix)]
use super::file::SocketFile;
use super::peer::Peer;
use super::socket::Socket;

/// How many waiting connections are taken from a listener that somebody else holds too, and that so never runs dry.
const SHARE: usize = 4096;

/// One listener.
#[derive(Debug)]
pub(crate) struct Listener {
    kind: Kind,
    address: Address,
    /// It was opened by who started the process, who may hand it to the next one.
    inherited: bool,
}

#[derive(Debug)]
enum Kind {
    Tcp(TcpListener),
    #[cfg(unix)]
    /// The file goes first: one that is left without a listener could be taken over when it is about to be removed.
    Unix(Option<SocketFile>, UnixListener),
}

impl Listener {
    /// One of the network. Must be called inside a runtime.
    pub(crate) fn tcp(listener: std::net::TcpListener, inherited: bool) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let listener = TcpListener::from_std(listener)?;
        let address = Address::Tcp(listener.local_addr()?);
        Ok(Self { kind: Kind::Tcp(listener), address, inherited })
    }

    /// One in the file system; `file` is there if it is ours. Must be called inside a runtime.
    #[cfg(unix)]
    pub(crate) fn unix(listener: std::os::unix::net::UnixListener, file: Option<SocketFile>) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let address = unix_address(listener.local_addr());
        let inherited = file.is_none();
        let kind = Kind::Unix(file, UnixListener::from_std(listener)?);
        Ok(Self { kind, address, inherited })
    }

    /// Where it listens.
    pub(crate) const fn address(&self) -> &Address {
        &self.address
    }

    fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<(Socket, Peer)>> {
        Poll::Ready(match &self.kind {
            Kind::Tcp(listener) => ready!(listener.poll_accept(cx)).map(|(stream, peer)| tcp(stream, peer)),
            #[cfg(unix)]
            Kind::Unix(_, listener) => ready!(listener.poll_accept(cx)).map(|(stream, _)| unix(stream)),
        })
    }

    /// See [`Accept::ignore_new`]. A listener that is handed on must not be spoilt for who gets it next.
    fn ignore_new(&mut self) -> bool {
        match &mut self.kind {
            _ if self.inherited => false,
            Kind::Tcp(listener) => ignore_new(listener),
            // Who finds no file can try again, and finds that of the next instance.
            #[cfg(unix)]
            Kind::Unix(file, _) => file.take().is_some(),
        }
    }

    fn backlog(self) -> Option<Backlog> {
        let left = if self.inherited { SHARE } else { usize::MAX };
        let kind = match self.kind {
            Kind::Tcp(listener) => Waiting::Tcp(listener.into_std().ok()?),
            #[cfg(unix)]
            Kind::Unix(_, listener) => Waiting::Unix(listener.into_std().ok()?),
        };
        Some(Backlog { kind, left })
    }
}

/// Who waits before a listener that closes. The system itself is asked, not tokio: what came in since the last look of its driver would
/// be lost with the listener.
struct Backlog {
    kind: Waiting,
    /// How many are still taken.
    left: usize,
}

enum Waiting {
    Tcp(std::net::TcpListener),
    #[cfg(unix)]
    Unix(std::os::unix::net::UnixListener),
}

impl Backlog {
    fn next(&mut self) -> io::Result<Option<(Socket, Peer)>> {
        while self.left > 0 {
            match self.accept() {
                Ok(connection) => {
                    self.left -= 1;
                    return Ok(Some(connection));
                }
                Err(error) if of_one_connection(&error) => self.left -= 1,
                Err(error) if is_of_files(&error) => return Err(error),
                Err(_) => self.left = 0,
            }
        }
        Ok(None)
    }

    fn accept(&self) -> io::Result<(Socket, Peer)> {
        match &self.kind {
            Waiting::Tcp(listener) => {
                let (stream, peer) = listener.accept()?;
                stream.set_nonblocking(true)?;
                Ok(tcp(TcpStream::from_std(stream)?, peer))
            }
            #[cfg(unix)]
            Waiting::Unix(listener) => {
                let (stream, _) = listener.accept()?;
                stream.set_nonblocking(true)?;
                Ok(unix(UnixStream::from_std(stream)?))
            }
        }
    }
}

/// Where a listener in the file system listens. One that has no path has a name: it is shown as `/@name`.
#[cfg(unix)]
pub(crate) fn unix_address(address: io::Result<std::os::unix::net::SocketAddr>) -> Address {
    let Ok(address) = address else { return Address::Unix("/@".into()) };
    #[cfg(target_os = "linux")]
    if let Some(name) = std::os::linux::net::SocketAddrExt::as_abstract_name(&address) {
        return Address::Unix(format!("/@{}", name.escape_ascii()).into());
    }
    Address::Unix(address.as_pathname().map_or_else(|| "/@".into(), Into::into))
}

fn tcp(stream: TcpStream, peer: std::net::SocketAddr) -> (Socket, Peer) {
    // Small responses go out at once. A failure means that the client has gone, which the first read will tell.
    let _ = stream.set_nodelay(true);
    (Socket::Tcp(stream), Peer::Tcp(peer))
}

#[cfg(unix)]
const fn unix(stream: UnixStream) -> (Socket, Peer) {
    (Socket::Unix(stream), Peer::Unix)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn ignore_new(listener: &TcpListener) -> bool {
    // Load the byte of flags of the TCP header; if SYN is set drop the segment, else let it through whole.
    let filter = [
        SockFilter::new(0x30, 0, 0, 13),
        SockFilter::new(0x45, 0, 1, 0x02),
        SockFilter::new(0x06, 0, 0, 0),
        SockFilter::new(0x06, 0, 0, u32::MAX),
    ];
    SockRef::from(listener).attach_filter(&filter).is_ok()
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
const fn ignore_new(_: &TcpListener) -> bool {
    false
}

/// All listeners of a server. They share its limits: one connection is taken at a time, whoever brings it.
#[derive(Debug)]
pub(crate) struct Listeners {
    all: Vec<Listener>,
    /// The one that is asked first, so that a busy one does not keep the others waiting.
    first: usize,
}

impl Listeners {
    pub(crate) const fn new(all: Vec<Listener>) -> Self {
        Self { all, first: 0 }
    }

    pub(crate) fn addresses(&self) -> Vec<Address> {
        self.all.iter().map(|listener| listener.address().clone()).collect()
    }
}

impl Accept for Listeners {
    type Io = Socket;

    async fn accept(&mut self) -> io::Result<(Socket, Peer)> {
        poll_fn(|cx| {
            let count = self.all.len();
            for at in (self.first..count).chain(0..self.first) {
                if let Poll::Ready(accepted) = self.all[at].poll_accept(cx) {
                    self.first = (at + 1) % count;
                    return Poll::Ready(accepted);
                }
            }
            Poll::Pending
        })
        .await
    }

    fn ignore_new(&mut self) -> bool {
        // All of them, not only the first that can.
        self.all.iter_mut().fold(false, |any, listener| listener.ignore_new() | any)
    }

    fn backlog(self) -> impl FnMut() -> io::Result<Option<(Socket, Peer)>> + Send {
        let mut all: Vec<_> = self.all.into_iter().filter_map(Listener::backlog).collect();
        move || {
            for backlog in &mut all {
                if let Some(connection) = backlog.next()? {
                    return Ok(Some(connection));
                }
            }
            Ok(None)
        }
    }
}
