//! A client of HTTP/2 on a plain socket: it sends frames, and notes those that come.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use super::events::{Events, PATIENCE, What};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
/// Of DATA and HEADERS: the stream ends.
const END_STREAM: u8 = 1;
/// Of HEADERS: no more of them follow.
const END_HEADERS: u8 = 4;
/// Of SETTINGS and PING.
const ACK: u8 = 1;

/// One connection.
pub(crate) struct Client {
    who: &'static str,
    events: Arc<Events>,
    socket: TcpStream,
    /// A response has begun and not ended.
    open: bool,
}

#[derive(Debug)]
struct Frame {
    kind: u8,
    flags: u8,
    payload: Vec<u8>,
}

/// What a client does when it is told to go away.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// It obeys.
    Nothing,
    /// It asks once more, before it is told which stream is the last.
    Asks,
    /// It asks once more, although it was told.
    AsksTooLate,
    /// It does not even answer.
    IsDeaf,
}

impl Client {
    pub(crate) fn connect(who: &'static str, address: SocketAddr, events: &Arc<Events>) -> Self {
        let mut socket = TcpStream::connect_timeout(&address, PATIENCE).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.set_nodelay(true).unwrap();
        socket.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
        let mut client = Self { who, events: Arc::clone(events), socket, open: false };
        client.send(SETTINGS, 0, 0, &[]);
        client
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.socket.local_addr().unwrap()
    }

    fn send(&mut self, kind: u8, flags: u8, stream: u8, payload: &[u8]) {
        let mut frame = vec![0, 0, u8::try_from(payload.len()).unwrap(), kind, flags, 0, 0, 0, stream];
        frame.extend_from_slice(payload);
        // A connection that has ended says so when it is read.
        let _ = self.socket.write_all(&frame);
    }

    /// `GET path`: method and scheme as entries of the static table, path and authority as they are.
    pub(crate) fn ask(&mut self, stream: u8, path: &str) {
        let mut head = vec![0x82, 0x86, 0x04, u8::try_from(path.len()).unwrap()];
        head.extend_from_slice(path.as_bytes());
        head.extend_from_slice(&[0x01, 1, b'x']);
        self.send(HEADERS, END_HEADERS | END_STREAM, stream, &head);
    }

    fn read(&mut self, length: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; length];
        match self.socket.read_exact(&mut bytes) {
            Ok(()) => Some(bytes),
            Err(error) if matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset) => None,
            Err(error) => panic!("{}: {error}", self.who),
        }
    }

    fn frame(&mut self) -> Option<Frame> {
        let head = self.read(9)?;
        let payload = self.read(usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2]))?;
        Some(Frame { kind: head[3], flags: head[4], payload })
    }

    /// Answers frames until one of this kind has come.
    fn until(&mut self, kind: u8, flags: u8) {
        loop {
            let frame = self.frame().unwrap();
            self.acknowledge(&frame);
            if frame.kind == kind && frame.flags & flags == flags {
                return;
            }
        }
    }

    fn acknowledge(&mut self, frame: &Frame) {
        if matches!(frame.kind, SETTINGS | PING) && frame.flags & ACK == 0 {
            let payload = if frame.kind == PING { frame.payload.as_slice() } else { &[] };
            self.send(frame.kind, ACK, 0, payload);
        }
    }

    /// Has had a request answered, and idles.
    pub(crate) fn idles(&mut self) {
        self.ask(1, "/quick");
        self.until(DATA, END_STREAM);
    }

    /// The server knows the connection.
    pub(crate) fn is_known(&mut self) {
        self.until(SETTINGS, ACK);
    }

    /// The first frame of a body has come.
    pub(crate) fn streams(&mut self) {
        self.until(DATA, 0);
        self.open = true;
    }

    /// Notes what comes until the connection ends.
    pub(crate) fn watch(&mut self, then: Then) {
        // A PING comes with the first GOAWAY, and its answer brings the second.
        let mut ping = None;
        let mut unanswered = 0u8;
        while let Some(frame) = self.frame() {
            match frame.kind {
                GOAWAY => {
                    let last = frame.payload[..4] != [0x7f, 0xff, 0xff, 0xff];
                    self.events.note(self.who, What::GoAway(last));
                    match then {
                        Then::Asks if !last => self.ask(3, "/quick"),
                        Then::AsksTooLate if last => {
                            self.ask(3, "/quick");
                            // The other one is still to be answered.
                            unanswered = 2;
                        }
                        _ => {}
                    }
                }
                HEADERS => {
                    unanswered = unanswered.saturating_sub(1);
                    // The first entry of a head is its status; 0x88 is 200 of the static table.
                    let status = if frame.payload[0] == 0x88 { 200 } else { 0 };
                    self.events.note(self.who, What::Head(status, false));
                    self.open = true;
                }
                DATA => self.open = true,
                PING if then == Then::IsDeaf => continue,
                PING if then == Then::Asks && frame.flags & ACK == 0 => {
                    ping = Some(frame);
                    continue;
                }
                _ => {}
            }
            if frame.kind == DATA && frame.flags & END_STREAM != 0 {
                self.events.note(self.who, What::Whole);
                self.open = false;
                if let Some(ping) = ping.take() {
                    self.acknowledge(&ping);
                }
            }
            self.acknowledge(&frame);
        }
        if self.open {
            self.events.note(self.who, What::Cut);
        }
        if unanswered > 0 {
            self.events.note(self.who, What::Unanswered(unanswered));
        }
        self.events.note(self.who, What::Closed);
    }
}
