//! How often a request allocates memory, counted over many of them on one kept-alive connection.
//!
//! Who changes a figure here writes down what it buys: the promise is bare axum and 4 with nothing listed, and 6 with log and observe, for
//! a request without a body.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::process::Service;

const REQUESTS: usize = 640;

/// What many requests share: a block of ids is two allocations for 64 of them. And a buffer of the log may grow.
const SHARED: usize = 2 * REQUESTS / 64 + 4;

const GET: &[u8] = b"GET /hello HTTP/1.1\r\nhost: localhost\r\n\r\n";
const POST: &[u8] = b"POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 16\r\n\r\nsixteen bytes ..";

/// Sends a request and reads the answer, which ends with `end`.
fn ask(stream: &mut TcpStream, request: &[u8], end: &[u8]) {
    stream.write_all(request).unwrap();
    let (mut answer, mut part) = (Vec::new(), [0; 1024]);
    while !answer.ends_with(end) {
        let read = stream.read(&mut part).unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&part[..read]);
    }
}

/// How often the process has allocated until now.
fn allocated(service: &Service) -> usize {
    let mut stream = service.connect();
    stream.write_all(b"GET /allocations HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split("\r\n\r\n").nth(1).unwrap().parse().unwrap()
}

/// What a request allocates on a connection that has been in use for a while.
fn a_request(service: &Service, request: &[u8], end: &[u8]) -> usize {
    let mut stream = service.connect();
    let mut many = || (0..REQUESTS).for_each(|_| ask(&mut stream, request, end));
    many();
    many();
    allocated(service);
    let before = allocated(service);
    let asking = allocated(service) - before;
    let before = allocated(service);
    many();
    let all = allocated(service) - before - asking;
    assert!(all % REQUESTS <= SHARED, "{all} for {REQUESTS} requests is no whole number for each");
    all / REQUESTS
}

#[test]
fn a_request_allocates_what_it_does_on_bare_axum_and_so_much_more() {
    let [bare, nothing, log_observe] = ["bare", "nothing", "log_observe"].map(|stage| {
        let service = Service::start(stage);
        (a_request(&service, GET, b"hello"), a_request(&service, POST, b"sixteen bytes .."))
    });
    // The address of the client is one. An empty body is none, which on bare axum it is; what is known of another's arrival is one.
    assert_eq!((nothing.0 - bare.0, nothing.1 - bare.1), (0, 2));
    // A layer inside axum's router is three, with the future; the body that knows its end is one.
    assert_eq!((log_observe.0 - bare.0, log_observe.1 - bare.1), (4, 6));
}
