//! What a listener does while connections cannot be taken, mostly because the process has as many files open as it may.
//!
//! First it waits, because a shortage of a moment costs nobody more than that moment. When one lasts, those who wait in the backlog would
//! hang until their own patience ends, and whoever balances between instances would go on sending more. So a file kept in reserve is
//! closed, each waiting client taken in its place, told 503, and closed, until nobody waits; then the file is opened again.

use std::fmt;
use std::fs::File;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::time::{Instant, sleep, timeout};

use super::accept::{Accept, is_of_files, of_one_connection};
use super::closed::{Closed, Reason};
use super::peer::Peer;

/// How long clients wait before they are turned away.
const PATIENCE: Duration = Duration::from_secs(1);

/// The longest pause between two attempts. It is also how long a client that comes later hangs.
const PAUSE: Duration = Duration::from_millis(250);

/// How often it is said.
const AGAIN: Duration = Duration::from_mins(1);

/// Clients that are turned away at once, so that connections that stand get their turn.
const AT_ONCE: usize = 1000;

/// How long the last ones are tried to be told.
const DROPPED: Duration = Duration::from_millis(250);

const ANSWER: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// The shortages of one listener.
#[derive(Debug)]
pub(super) struct Shortage {
    address: String,
    closed: Closed,
    /// `None` where there is no such file, and while it cannot be opened.
    reserve: Option<File>,
    /// Attempts that failed in a row, and since when.
    failures: u32,
    since: Option<Instant>,
    refused: u64,
    said: Option<Instant>,
    /// Whether its end has to be said too.
    open: bool,
}

impl Shortage {
    pub(super) fn new(address: String, closed: Closed) -> Self {
        Self { address, closed, reserve: reserve(), failures: 0, since: None, refused: 0, said: None, open: false }
    }

    /// An attempt has failed. How long to wait before the next: 5 ms, then twice as long each time.
    pub(super) fn begins(&mut self, error: &io::Error) -> Duration {
        let address = &self.address;
        self.since.get_or_insert_with(Instant::now);
        if self.said.is_none_or(|said| said.elapsed() > AGAIN) {
            self.said = Some(Instant::now());
            self.open = true;
            let help = if is_of_files(error) {
                "; raise the limit (`ulimit -n`), or set `server.max_connections` below it"
            } else {
                ""
            };
            tracing::warn!(target: "runa", address, %error, "cannot take connections, will try again{help}");
        }
        let pause = Duration::from_millis(5 << self.failures.min(6)).min(PAUSE);
        self.failures += 1;
        pause
    }

    /// A connection was taken.
    pub(super) fn ends(&mut self) {
        if self.failures == 0 {
            return;
        }
        let (address, refused) = (&self.address, self.refused);
        if std::mem::take(&mut self.open) {
            self.refused = 0;
            tracing::info!(target: "runa", address, refused, "takes connections again");
        }
        self.failures = 0;
        self.since = None;
        if self.reserve.is_none() {
            self.reserve = reserve();
        }
    }

    /// Turns away those who wait, if the shortage lasts.
    pub(super) fn refuse<A: Accept>(&mut self, error: &io::Error, listener: &mut A, speaks_tls: bool) {
        if !is_of_files(error) || self.since.is_none_or(|since| since.elapsed() < PATIENCE) {
            return;
        }
        // Whether or not it was open: a file may have become free.
        drop(self.reserve.take());
        let mut cx = Context::from_waker(Waker::noop());
        for _ in 0..AT_ONCE {
            match pin!(listener.accept()).as_mut().poll(&mut cx) {
                Poll::Ready(Ok((socket, peer))) => {
                    turn_away(socket, speaks_tls && peer != Peer::Unix, &mut cx);
                    self.closed.note(peer, Reason::Shortage);
                    self.refused += 1;
                }
                Poll::Ready(Err(error)) if of_one_connection(&error) => {}
                Poll::Ready(Err(_)) | Poll::Pending => break,
            }
        }
        self.reserve = reserve();
    }
}

/// Those whom a listener that closes could not take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Turned {
    /// They were taken at last, to be told.
    pub(crate) away: u64,
    /// There may be others, for whom even that was not possible: they see a reset.
    pub(crate) more: bool,
}

impl fmt::Display for Turned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { away, more } = self;
        if *away > 0 {
            let s = if *away == 1 { "" } else { "s" };
            write!(f, "; {away} connection{s} more, for which there was no file descriptor, turned away")?;
        }
        if *more { f.write_str("; others in the backlog could not even be told") } else { Ok(()) }
    }
}

impl Shortage {
    /// Turns away all who wait before a listener that closes. Connections that are dropped just now make room for that, and the file in
    /// reserve does.
    pub(super) async fn turn_away<I>(
        &mut self,
        mut backlog: impl FnMut() -> io::Result<Option<(I, Peer)>>,
        speaks_tls: bool,
    ) -> Turned
    where
        I: AsyncRead + AsyncWrite + Unpin,
    {
        drop(self.reserve.take());
        let until = Instant::now() + DROPPED;
        let mut turned = Turned::default();
        loop {
            match backlog() {
                Ok(Some((mut socket, peer))) => {
                    turned.away += 1;
                    self.closed.note(peer, Reason::Shortage);
                    if !(speaks_tls && peer != Peer::Unix) {
                        // A socket that is new here can be written to only after a look of tokio's driver.
                        let _ = timeout(DROPPED, socket.write_all(ANSWER)).await;
                    }
                    let mut cx = Context::from_waker(Waker::noop());
                    empty(&mut socket, &mut cx);
                    let _ = Pin::new(&mut socket).poll_shutdown(&mut cx);
                }
                Ok(None) => return turned,
                Err(_) if Instant::now() < until => sleep(Duration::from_millis(1)).await,
                Err(_) => return Turned { more: true, ..turned },
            }
        }
    }
}

/// Says it without waiting for anything. What the client has sent is read, because a socket that is closed with bytes unread resets the
/// connection, and the answer with it.
fn turn_away<I: AsyncRead + AsyncWrite + Unpin>(mut socket: I, speaks_tls: bool, cx: &mut Context<'_>) {
    // With TLS an answer would have to wait for a handshake.
    if speaks_tls {
        return;
    }
    empty(&mut socket, cx);
    let _ = Pin::new(&mut socket).poll_write(cx, ANSWER);
    let _ = Pin::new(&mut socket).poll_shutdown(cx);
}

fn empty<I: AsyncRead + Unpin>(socket: &mut I, cx: &mut Context<'_>) {
    let mut space = [0; 4096];
    let mut sent = ReadBuf::new(&mut space);
    while let Poll::Ready(Ok(())) = Pin::new(&mut *socket).poll_read(cx, &mut sent) {
        if sent.filled().is_empty() {
            break;
        }
        sent.clear();
    }
}

fn reserve() -> Option<File> {
    if cfg!(unix) { File::open("/dev/null").ok() } else { None }
}
