//! The socket of a connection, which notes what passes through it.

use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::door::Place;
use super::protocol::Protocol;
use super::pulse::Pulse;

/// A socket and its place in the house. An upgraded connection keeps both until its last owner lets go.
#[derive(Debug)]
pub(super) struct Noted<I> {
    socket: I,
    pulse: Arc<Pulse>,
    protocol: Protocol,
    /// Nothing more is written.
    shut: bool,
    _place: Place,
}

impl<I> Noted<I> {
    pub(super) fn new(socket: I, pulse: Arc<Pulse>, place: Place) -> Self {
        Self { socket, pulse, protocol: Protocol::Unknown(0), shut: false, _place: place }
    }

    fn note_write(&self, written: &Poll<io::Result<usize>>) {
        match written {
            Poll::Ready(count) => self.pulse.note_written(*count.as_ref().unwrap_or(&0)),
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

impl<I: AsyncRead + Unpin> AsyncRead for Noted<I> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
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
