//! The socket of a connection, which notes what passes through it.

use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::door::Place;
use super::pulse::Pulse;

const HTTP2_PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A socket and its place in the house. An upgraded connection keeps both until its last owner lets go.
#[derive(Debug)]
pub(super) struct Noted<I> {
    socket: I,
    pulse: Arc<Pulse>,
    /// How many bytes of the HTTP/2 preface have come; `None` when it is known which protocol it is.
    preface: Option<usize>,
    /// Nothing more is written.
    shut: bool,
    _place: Place,
}

impl<I> Noted<I> {
    pub(super) fn new(socket: I, pulse: Arc<Pulse>, place: Place) -> Self {
        Self { socket, pulse, preface: Some(0), shut: false, _place: place }
    }

    fn note_write(&self, ready: bool) {
        if ready {
            self.pulse.note_written();
        } else {
            self.pulse.note_blocked();
        }
    }

    fn note_read(&mut self, bytes: &[u8]) {
        self.pulse.note_read();
        let Some(seen) = self.preface else { return };
        let rest = &HTTP2_PREFACE[seen..];
        let common = rest.len().min(bytes.len());
        self.preface = (bytes[..common] == rest[..common]).then_some(seen + common);
        if self.preface == Some(HTTP2_PREFACE.len()) {
            self.preface = None;
            self.pulse.note_http2();
        }
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Noted<I> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
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
        self.note_write(written.is_ready());
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write_vectored(cx, slices);
        self.note_write(written.is_ready());
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
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
