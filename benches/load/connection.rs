//! One kept-alive HTTP/1 connection with at most one request on its way.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};

/// What the server had to say, by the time it was asked for it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Nothing is complete yet.
    Pending,
    /// A whole response, with this status.
    Status(u16),
}

/// A connection that is kept open.
pub struct Connection {
    stream: TcpStream,
    held: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub fn open(to: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        Ok(Self { stream, held: Vec::with_capacity(4096) })
    }

    /// Sends a request. It is small and the socket is idle, so that it is taken whole.
    pub fn send(&mut self, request: &[u8]) -> std::io::Result<()> {
        self.held.clear();
        self.stream.write_all(request)
    }

    /// Reads what has come, without waiting.
    pub fn receive(&mut self) -> std::io::Result<Answer> {
        let mut part = [0; 4096];
        match self.stream.read(&mut part) {
            Ok(0) => Err(ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                self.held.extend_from_slice(&part[..read]);
                Ok(complete(&self.held))
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(Answer::Pending),
            Err(error) => Err(error),
        }
    }
}

/// Whether these bytes are a whole response. Only `content-length` is understood: all servers that are measured send it.
fn complete(held: &[u8]) -> Answer {
    let Some(end) = held.windows(4).position(|four| four == b"\r\n\r\n") else { return Answer::Pending };
    let text = String::from_utf8_lossy(&held[..end]);
    let mut lines = text.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok()).unwrap_or(0);
    let length: usize = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(0);
    if held.len() < end + 4 + length { Answer::Pending } else { Answer::Status(status) }
}
