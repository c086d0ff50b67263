//! Conversations over a raw socket: held with bare axum, with runa that lists nothing, and with runa that records everything. What the
//! server says must be the same to the byte, but for the headers that runa adds and for the clock.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};

use serde_json::Value;

use crate::process::Service;

/// As long as the port of a client, which the system takes from 32768 to 60999.
const PORT: &str = "00000";

/// A part of a conversation.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Sends this. `{id}` in it is the header that names the request.
    Send(Vec<u8>),
    /// Reads until this has come.
    Until(&'static str),
    /// Says that nothing more will be sent.
    HalfClose,
    /// Leaves, instead of reading to the end.
    Leave,
}

/// One conversation, and what is to be seen of it.
pub(crate) struct Case {
    /// What it is about: also the id of its request, with dashes.
    what: &'static str,
    steps: Vec<Step>,
    expected: Vec<&'static str>,
    absent: Vec<&'static str>,
    record: Option<Record>,
    /// What comes behind the head is no body.
    bodiless: bool,
}

/// What the access log says of a request: route and status.
type Record = (Option<&'static str>, u16);

/// A request on a connection that closes behind it.
pub(crate) fn closing(what: &'static str, line: &str) -> Case {
    with(what, line, "", "")
}

/// The same with further headers, each with its line break, and a body.
pub(crate) fn with(what: &'static str, line: &str, headers: &str, body: &str) -> Case {
    let request = format!("{line} HTTP/1.1\r\nhost: localhost\r\n{{id}}{headers}connection: close\r\n\r\n{body}");
    steps(what, vec![send(&request)])
}

/// A conversation of more than one part.
pub(crate) fn steps(what: &'static str, steps: Vec<Step>) -> Case {
    Case { what, steps, expected: Vec::new(), absent: Vec::new(), record: None, bodiless: false }
}

pub(crate) fn send(text: &str) -> Step {
    Step::Send(text.as_bytes().to_vec())
}

impl Case {
    /// What is said must have these in it.
    pub(crate) fn says(mut self, expected: &[&'static str]) -> Self {
        self.expected.extend(expected);
        self
    }

    /// What is said must not have these in it.
    pub(crate) fn never(mut self, absent: &[&'static str]) -> Self {
        self.absent.extend(absent);
        self
    }

    /// What is recorded of it where everything is.
    pub(crate) fn recorded(mut self, route: &'static str, status: u16) -> Self {
        self.record = Some((Some(route), status));
        self
    }

    /// The same of a request that no route takes.
    pub(crate) fn recorded_without_route(mut self, status: u16) -> Self {
        self.record = Some((None, status));
        self
    }

    /// The connection becomes something else behind the head.
    pub(crate) fn without_body(mut self) -> Self {
        self.bodiless = true;
        self
    }

    fn id(&self) -> String {
        self.what.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-")
    }

    /// Holds the conversation; gives what the server said, with [`PORT`] where it names the client's.
    pub(crate) fn talk(&self, service: &Service) -> Vec<u8> {
        let mut stream = service.connect();
        let own = stream.local_addr().unwrap();
        let mut said = self.hold(&mut stream, service);
        hide_port(&mut said, own);
        said
    }

    fn hold(&self, stream: &mut TcpStream, service: &Service) -> Vec<u8> {
        let mut said = Vec::new();
        let mut part = [0; 4096];
        let at = |said: &[u8]| format!("{} in stage `{}`: {}", self.what, service.stage, String::from_utf8_lossy(said));
        for step in &self.steps {
            match step {
                Step::Send(bytes) => {
                    stream
                        .write_all(&named(bytes, &self.id()))
                        .unwrap_or_else(|error| panic!("{error}: {}", at(&said)));
                }
                Step::Until(end) => {
                    while !contains(&said, end.as_bytes()) {
                        let read = stream.read(&mut part).unwrap_or_else(|error| panic!("{error}: {}", at(&said)));
                        assert!(read > 0, "it has closed: {}", at(&said));
                        said.extend_from_slice(&part[..read]);
                    }
                }
                Step::HalfClose => stream.shutdown(Shutdown::Write).unwrap(),
                Step::Leave => return said,
            }
        }
        stream.read_to_end(&mut said).unwrap_or_else(|error| panic!("{error}: {}", at(&said)));
        said
    }
}

fn named(bytes: &[u8], id: &str) -> Vec<u8> {
    let mark = b"{id}";
    match bytes.windows(mark.len()).position(|part| part == mark) {
        Some(at) => {
            let header = format!("x-request-id: {id}\r\n");
            [&bytes[..at], header.as_bytes(), &named(&bytes[at + mark.len()..], id)].concat()
        }
        None => bytes.to_vec(),
    }
}

pub(crate) fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Writes [`PORT`] where the address of the client stands.
pub(crate) fn hide_port(said: &mut [u8], own: SocketAddr) {
    let own = own.to_string();
    while let Some(at) = said.windows(own.len()).position(|part| part == own.as_bytes()) {
        said[at + own.len() - PORT.len()..at + own.len()].copy_from_slice(PORT.as_bytes());
    }
}

fn count(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).filter(|window| *window == part).count()
}

/// What was said, without the header that runa adds and the one that tells the time. Each byte is a letter, so that nothing gets lost.
fn comparable(said: &[u8]) -> String {
    let text: String = said.iter().map(|byte| char::from(*byte)).collect();
    text.split_inclusive("\r\n")
        .filter(|line| !["x-request-id: ", "date: "].iter().any(|name| line.starts_with(name)))
        .collect()
}

/// Holds every conversation with all three, and compares.
pub(crate) fn compare(cases: &[Case]) {
    let [bare, nothing, audited] = ["bare_with_peer", "nothing", "audited"].map(Service::start);
    for case in cases {
        let said = case.talk(&bare);
        let (dates, said) = (count(&said, b"\r\ndate: "), comparable(&said));
        for expected in &case.expected {
            assert!(said.contains(expected), "{}: no {expected:?} in {said:?}", case.what);
        }
        for absent in &case.absent {
            assert!(!said.contains(absent), "{}: {absent:?} in {said:?}", case.what);
        }
        for service in [&nothing, &audited] {
            let whole = case.talk(service);
            assert_eq!(comparable(&whole), said, "{} in stage `{}`", case.what, service.stage);
            let answered = contains(&whole, b"HTTP/1.1 ") || contains(&whole, b"HTTP/1.0 ");
            assert_eq!(count(&whole, b"\r\ndate: "), dates, "{}", case.what);
            if answered && case.record.is_some() {
                let id = format!("\r\nx-request-id: {}\r\n", case.id());
                let ids = (count(&whole, id.as_bytes()), count(&whole, b"\r\nx-request-id: "));
                assert!(ids.0 > 0 && ids.1 == dates, "{}: {ids:?} of {dates} in {said}", case.what);
            }
        }
        if let Some((route, status)) = case.record {
            let id = format!("\"request_id\":\"{}\"", case.id());
            let line = audited.line(&["\"message\":\"request\"", &id]);
            let line: Value = serde_json::from_str(&line).unwrap();
            let record = (line["route"].as_str(), line["status"].as_u64().unwrap());
            assert_eq!(record, (route, u64::from(status)), "{}: {line}", case.what);
            let sent = if case.bodiless { 0 } else { body_length(&said) };
            assert_eq!(line["bytes"], sent, "{}: {line} of {said}", case.what);
        }
    }
}

/// The length of the last body of what was said.
fn body_length(said: &str) -> usize {
    let last = said.rfind("HTTP/1.").unwrap();
    let (head, body) = said[last..].split_once("\r\n\r\n").unwrap();
    if !head.contains("transfer-encoding: chunked") {
        return body.chars().count();
    }
    let letters: Vec<char> = body.chars().collect();
    let (mut at, mut length) = (0, 0);
    loop {
        let size: String = letters[at..].iter().take_while(|letter| letter.is_ascii_hexdigit()).collect();
        let chunk = usize::from_str_radix(&size, 16).unwrap_or(0);
        if chunk == 0 {
            return length;
        }
        length += chunk;
        at += size.len() + chunk + 4;
    }
}
