//! The socket of a connection, which notes what passes through it.

use std::io;
use std::mem::MaybeUninit;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::task::unconstrained;

use super::door::Place;
use super::protocol::Protocol;
use super::pulse::Pulse;

/// A socket and its place in the house. An upgraded connection keeps both until its last owner lets go.
#[derive(Debug)]
pub(super) struct Noted<I: AsyncRead + AsyncWrite + Unpin> {
    socket: I,
    pulse: Arc<Pulse>,
    protocol: Protocol,
    /// Nothing more is written.
    shut: bool,
    _place: Place,
}

impl<I: AsyncRead + AsyncWrite + Unpin> Noted<I> {
    pub(super) fn new(socket: I, pulse: Arc<Pulse>, place: Place) -> Self {
        Self { socket, pulse, protocol: Protocol::Unknown(0), shut: false, _place: place }
    }

    fn note_write(&mut self, written: &Poll<io::Result<usize>>) {
        match written {
            Poll::Ready(count) => {
                let count = *count.as_ref().unwrap_or(&0);
                self.pulse.note_written(count);
                if let Protocol::Http2(frames) = &mut self.protocol {
                    frames.note_written(count);
                }
            }
            Poll::Pending => self.pulse.note_blocked(),
        }
    }

    fn note_read(&mut self, bytes: &[u8]) {
        if !matches!(self.protocol, Protocol::Http1) {
            self.protocol.read(bytes);
        }
        match &self.protocol {
            Protocol::Http2(frames) => self.pulse.note_frames(frames),
            _ => self.pulse.note_read(),
        }
    }
}

impl<I: AsyncRead + AsyncWrite + Unpin> AsyncRead for Noted<I> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        // What has been read is too much. The connection looks next, and closes.
        if self.pulse.floods() {
            return Poll::Pending;
        }
        self.pulse.note_asked();
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.socket).poll_read(cx, buffer))?;
        if buffer.filled().len() > before {
            self.note_read(&buffer.filled()[before..]);
        }
        Poll::Ready(Ok(()))
    }
}

impl<I: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Noted<I> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(cx, bytes);
        self.note_write(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write_vectored(cx, slices);
        self.note_write(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.socket).poll_flush(cx);
        // TLS takes more than the client reads, and waits only here.
        if flushed.is_pending() {
            self.pulse.note_blocked();
        } else {
            self.pulse.note_unblocked();
        }
        flushed
    }

    /// Closing a socket with bytes unread resets it, and the client may lose an answer that it has not read yet. So after a request
    /// with a body what still comes is thrown away, until the client closes too or the connection's time is up.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.shut {
            ready!(Pin::new(&mut self.socket).poll_shutdown(cx))?;
            self.shut = true;
            if !self.pulse.is_upgraded() {
                self.pulse.linger();
            }
        }
        while self.pulse.is_lingering() {
            let mut space = [MaybeUninit::uninit(); 4096];
            let mut buffer = ReadBuf::uninit(&mut space);
            let read = ready!(Pin::new(&mut self.socket).poll_read(cx, &mut buffer));
            if read.is_err() || buffer.filled().is_empty() {
                break;
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// hyper drops a socket that is closed by a time limit without a word. Whoever listens is told what HTTP/2 and TLS have words for, as far
/// as the system takes it at once: nobody is waited for.
impl<I: AsyncRead + AsyncWrite + Unpin> Drop for Noted<I> {
    fn drop(&mut self) {
        if self.shut || !self.pulse.is_parting() {
            return;
        }
        let (socket, protocol, floods) = (&mut self.socket, &self.protocol, self.pulse.floods());
        let words = pin!(unconstrained(async move {
            if let Protocol::Http2(frames) = protocol
                && floods
            {
                socket.write_all(&frames.calm()).await?;
            }
            socket.shutdown().await
        }));
        let _ = words.poll(&mut Context::from_waker(Waker::noop()));
    }
}
