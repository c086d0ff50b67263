//! A client of HTTP/1 on a plain socket, which notes what it sees.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use super::events::{Events, PATIENCE, What};

/// One connection.
pub(crate) struct Client {
    who: &'static str,
    events: Arc<Events>,
    socket: TcpStream,
    /// What has come and is not read yet.
    come: Vec<u8>,
}

impl Client {
    pub(crate) fn connect(who: &'static str, address: SocketAddr, events: &Arc<Events>) -> Self {
        Self::on(TcpStream::connect_timeout(&address, PATIENCE).unwrap(), who, events)
    }

    /// On a connection that was made.
    pub(crate) fn on(socket: TcpStream, who: &'static str, events: &Arc<Events>) -> Self {
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.set_nodelay(true).unwrap();
        Self { who, events: Arc::clone(events), socket, come: Vec::new() }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.socket.local_addr().unwrap()
    }

    pub(crate) fn note(&self, what: What) {
        self.events.note(self.who, what);
    }

    /// Waits until somebody has noted `what`.
    pub(crate) fn wait_for(&self, what: &What) {
        self.events.wait_for(what);
    }

    pub(crate) fn send(&mut self, text: &str) {
        self.socket.write_all(text.as_bytes()).unwrap();
    }

    pub(crate) fn ask(&mut self, path: &str) {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n"));
    }

    /// Reads more. `false` when the other side has ended, be it by closing or by resetting.
    fn more(&mut self) -> bool {
        let mut part = [0; 4096];
        match self.socket.read(&mut part) {
            Ok(0) => false,
            Ok(read) => {
                self.come.extend_from_slice(&part[..read]);
                true
            }
            Err(error) if error.kind() == ErrorKind::ConnectionReset => false,
            Err(error) => panic!("{}: {error}", self.who),
        }
    }

    /// Reads until `end` has come, and takes everything up to it. `None` when the connection ends before.
    pub(crate) fn until(&mut self, end: &str) -> Option<String> {
        loop {
            let found = self.come.windows(end.len()).position(|window| window == end.as_bytes());
            if let Some(found) = found {
                return Some(String::from_utf8(self.come.drain(..found + end.len()).collect()).unwrap());
            }
            if !self.more() {
                return None;
            }
        }
    }

    /// Reads a head, without a note: status, whether it asks to close, length of the body if it is known.
    pub(crate) fn head(&mut self) -> Option<(u16, bool, Option<usize>)> {
        let head = self.until("\r\n\r\n")?.to_ascii_lowercase();
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
        Some((status, head.contains("connection: close\r\n"), length))
    }

    /// Reads a response of known length, and notes it.
    pub(crate) fn answer(&mut self) {
        let Some((status, close, length)) = self.head() else { return };
        self.note(What::Head(status, close));
        self.whole(length.unwrap());
    }

    /// Reads so many bytes of a body.
    fn whole(&mut self, length: usize) {
        while self.come.len() < length {
            if !self.more() {
                return self.note(What::Cut);
            }
        }
        self.come.drain(..length);
        self.note(What::Whole);
    }

    /// Reads what is left of a body in chunks.
    pub(crate) fn rest_of_chunks(&mut self) {
        let end = self.until("\r\n0\r\n\r\n").map_or(What::Cut, |_| What::Whole);
        self.note(end);
    }

    /// Waits for the end of the connection, which comes instead of `requests` answers.
    pub(crate) fn unanswered(&mut self, requests: u8) {
        while self.more() {}
        assert!(self.come.is_empty(), "{}: {:?}", self.who, String::from_utf8_lossy(&self.come));
        self.note(What::Unanswered(requests));
    }

    /// Waits for the end of the connection. What still comes belongs to no answer.
    pub(crate) fn closed(&mut self) {
        while self.more() {}
        assert!(self.come.is_empty(), "{}: {:?}", self.who, String::from_utf8_lossy(&self.come));
        self.note(What::Closed);
    }
}
