//! Requests over real sockets, and what is recorded of them.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod given_up;
mod said;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};
use std::thread;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use axum::routing::{get, post};
use http_body::Frame;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::time::sleep;

use super::*;
use crate::kernel::Phase;
use crate::kernel::given_up::GivenUp;
use crate::kernel::server::{Closed, Limits, Server, anywhere};

/// What a recorder saw of one request.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    outcome: Outcome,
    status: Option<u16>,
    route: Option<&'static str>,
    bytes: u64,
    internal: bool,
}

#[derive(Debug, Default)]
struct Notes {
    begun: Mutex<Vec<String>>,
    ended: Mutex<Vec<(String, Seen)>>,
}

impl Recorder for Notes {
    fn begin(&self, exchange: &Exchange) {
        self.begun.lock().unwrap().push(exchange.id().to_string());
    }

    fn end(&self, exchange: &Exchange) {
        assert!(exchange.peer().is_some(), "the peer is known");
        assert!(exchange.duration() < Duration::from_secs(10));
        let seen = Seen {
            outcome: exchange.outcome(),
            status: exchange.status().map(|status| status.as_u16()),
            route: exchange.route().map(|route| &*route.to_owned().leak()),
            bytes: exchange.bytes(),
            internal: exchange.internal(),
        };
        self.ended.lock().unwrap().push((exchange.id().to_string(), seen));
    }
}

/// A body of frames of ten bytes, and how it ends.
struct Frames(u32, End);

#[derive(Clone, Copy)]
enum End {
    Trailers,
    Fails,
    Panics,
    Never,
}

impl HttpBody for Frames {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.0 > 0 {
            self.0 -= 1;
            return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"0123456789")))));
        }
        match self.1 {
            End::Trailers if self.0 == 0 => {
                self.1 = End::Never;
                let trailers = http::HeaderMap::from_iter([(http::header::ETAG, "7".parse().unwrap())]);
                Poll::Ready(Some(Ok(Frame::trailers(trailers))))
            }
            End::Fails => Poll::Ready(Some(Err(std::io::Error::other("the disk is gone")))),
            End::Panics => panic!("a body that panics"),
            End::Trailers | End::Never => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        false
    }
}

/// Larger than what HTTP/2 lets out at once.
const EARLY: usize = 200_000;

struct DropsBadly;

impl Drop for DropsBadly {
    fn drop(&mut self) {
        panic!("a drop that panics");
    }
}

struct Service {
    address: SocketAddr,
    notes: Arc<Notes>,
    life: Life,
    server: Server,
    runtime: tokio::runtime::Runtime,
}

fn serve(front: Front, given_up: Arc<GivenUp>) -> Server {
    let minute = Duration::from_mins(1);
    let limits = Limits {
        first_byte_timeout: minute,
        header_timeout: minute,
        keep_alive: minute,
        write_timeout: minute,
        max_connections: 100,
        h2_streams: 200,
        h2_resets: 100,
        head_limit: 64 << 10,
        round_trip: Duration::from_millis(50),
    };
    let (server, accepting) = Server::start(anywhere(), front, limits, None, given_up, Closed::default());
    tokio::spawn(accepting);
    server
}

impl Service {
    fn start(timeout: Duration, body_limit: u64) -> Self {
        let notes = Arc::new(Notes::default());
        let life = Life::new(None);
        let given_up = Arc::<GivenUp>::default();
        let recorders: Arc<[Arc<dyn Recorder>]> = Arc::new([Arc::clone(&notes) as Arc<dyn Recorder>]);
        let path = Path {
            recorders,
            life: life.clone(),
            given_up: Arc::clone(&given_up),
            timeout,
            body_limit,
            ..Path::bare()
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let server = runtime.block_on(async { serve(Front::new(router(), path), given_up) });
        Self { address: server.address(), notes, life, server, runtime }
    }

    fn ordinary() -> Self {
        Self::start(Duration::from_millis(200), 100)
    }

    fn send(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    /// The whole of what comes back until the service closes the connection.
    fn ask(&self, request: &str) -> String {
        let mut stream = self.send(request);
        let mut answer = Vec::new();
        // A connection that is cut is part of what is tested.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Waits until the request with `id` has reached the service.
    fn begun(&self, id: &str) {
        let begun = Instant::now();
        while !self.notes.begun.lock().unwrap().iter().any(|of| of == id) {
            assert!(begun.elapsed() < Duration::from_secs(20), "{id} has not come");
            thread::yield_now();
        }
    }

    /// The one record of the request with `id`.
    fn seen(&self, id: &str) -> Seen {
        let begun = Instant::now();
        loop {
            let notes = self.notes.ended.lock().unwrap().clone();
            let mut of_id = notes.iter().filter(|(of, _)| of == id).map(|(_, seen)| seen.clone());
            match (of_id.next(), of_id.next()) {
                (Some(seen), None) => return seen,
                (Some(_), Some(_)) => panic!("{id} is recorded twice"),
                _ => assert!(begun.elapsed() < Duration::from_secs(20), "{id} is not recorded: {notes:?}"),
            }
            thread::yield_now();
        }
    }
}

fn router() -> Router {
    let probe = internal(Router::new().route("/-/ready", get(|| async { "ready" })));
    Router::new()
        .route("/hello/{name}", get(|| async { "hello" }))
        .route("/empty", get(|| async { StatusCode::NO_CONTENT }))
        .route("/panic", get(|| async { panic!("the secret of the panic") as &'static str }))
        .route("/slow", get(|| sleep(Duration::from_mins(1))))
        .route("/drops", get(|| async { (DropsBadly, sleep(Duration::from_mins(1)).await).1 }))
        .route("/early", post(|| async { (StatusCode::UNAUTHORIZED, "e".repeat(EARLY)) }))
        .route("/lazy", post(|body: Body| async { (sleep(Duration::from_mins(1)).await, drop(body)).0 }))
        .route("/id", get(|id: RequestId| async move { id.to_string() }))
        .route("/echo", post(|body: Bytes| async move { body }))
        .route("/trailers", get(|| async { ([("trailer", "etag")], Body::new(Frames(3, End::Trailers))) }))
        .route("/fails", get(|| async { Body::new(Frames(2, End::Fails)) }))
        .route("/panics", get(|| async { Body::new(Frames(2, End::Panics)) }))
        .route("/stream", get(|| async { Body::new(Frames(2, End::Never)) }))
        .route("/declared", get(|| async { ([("content-length", "20")], Body::new(Frames(2, End::Never))) }))
        .merge(probe)
}

fn head(method: &str, path: &str, id: &str, more: &str) -> String {
    format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-request-id: {id}\r\n{more}\r\n")
}

#[test]
fn every_way_to_end_is_recorded_once() {
    use Outcome::{Answered, Failed, Panicked, TimedOut};
    let service = Service::ordinary();
    let chunked = format!("transfer-encoding: chunked\r\n\r\nff\r\n{}\r\n0\r\n", "x".repeat(255));
    for (name, method, path, more, outcome, status, route, bytes) in [
        ("whole", "GET", "/hello/ann", "", Answered, 200, Some("/hello/{name}"), 5),
        ("head", "HEAD", "/hello/ann", "", Answered, 200, Some("/hello/{name}"), 0),
        ("empty", "GET", "/empty", "", Answered, 204, Some("/empty"), 0),
        ("unmatched", "GET", "/nowhere", "", Answered, 404, None, 0),
        ("method", "POST", "/empty", "", Answered, 405, Some("/empty"), 0),
        ("panic", "GET", "/panic", "", Panicked, 500, Some("/panic"), 22),
        ("slow", "GET", "/slow", "", TimedOut, 503, Some("/slow"), 36),
        ("drops", "GET", "/drops", "", TimedOut, 503, Some("/drops"), 36),
        ("half a body", "POST", "/echo", "content-length: 2\r\n\r\no", TimedOut, 408, Some("/echo"), 48),
        ("unread body", "POST", "/early", "content-length: 2\r\n\r\nok", Answered, 401, Some("/early"), EARLY as u64),
        ("echo", "POST", "/echo", "content-length: 2\r\n\r\nok", Answered, 200, Some("/echo"), 2),
        ("declared too large", "POST", "/echo", "content-length: 101\r\n", Answered, 413, Some("/echo"), 37),
        ("counted too large", "POST", "/echo", &chunked, Answered, 413, Some("/echo"), 37),
        ("fails", "GET", "/fails", "", Failed, 200, Some("/fails"), 20),
        ("panics", "GET", "/panics", "", Panicked, 200, Some("/panics"), 20),
        ("declared", "GET", "/declared", "", Answered, 200, Some("/declared"), 20),
    ] {
        let id = name.replace(' ', "-");
        let more = if more.is_empty() || more.contains("\r\n\r\n") { more.to_owned() } else { format!("{more}\r\n") };
        let mut request = head(method, path, &id, "");
        if !more.is_empty() {
            request.truncate(request.len() - 2);
            request.push_str(&more);
        }
        let answer = service.ask(&request);
        assert!(!answer.contains("secret"), "{name}: {answer}");
        let seen = service.seen(&id);
        let internal = false;
        assert_eq!(seen, Seen { outcome, status: Some(status), route, bytes, internal }, "{name}: {answer}");
        if outcome != Failed && outcome != Panicked {
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{name}: {answer}");
            assert!(answer.contains(&format!("\r\nx-request-id: {id}\r\n")), "{name}: {answer}");
        }
    }
    assert_eq!(service.notes.ended.lock().unwrap().len(), 16);
}

#[test]
fn a_client_that_goes_away_is_recorded() {
    let service = Service::start(Duration::from_mins(1), 100);
    let stream = service.send(&head("GET", "/slow", "early", ""));
    service.begun("early");
    drop(stream);
    let route = Some("/slow");
    let outcome = Outcome::ClientGone;
    assert_eq!(service.seen("early"), Seen { outcome, status: None, route, bytes: 0, internal: false });

    let mut stream = service.send(&head("GET", "/stream", "late", ""));
    let mut some = [0; 64];
    assert!(stream.read(&mut some).unwrap() > 0);
    drop(stream);
    let seen = service.seen("late");
    assert_eq!((seen.outcome, seen.status, seen.bytes), (outcome, Some(200), 20));
}

#[test]
fn a_body_keeps_its_trailers_and_its_length() {
    let service = Service::ordinary();
    let answer = service.ask(&head("GET", "/trailers", "trailers", "te: trailers\r\n"));
    assert!(answer.ends_with("0123456789\r\n0\r\netag: 7\r\n\r\n"), "{answer}");
    assert_eq!(service.seen("trailers").bytes, 30);
    let answer = service.ask(&head("GET", "/hello/ann", "whole", ""));
    assert!(answer.contains("\r\ncontent-length: 5\r\n"), "{answer}");
    let answer = service.ask(&head("HEAD", "/hello/ann", "head", ""));
    assert!(answer.contains("\r\ncontent-length: 5\r\n"), "{answer}");
}

#[test]
fn the_id_reaches_handler_and_client() {
    let service = Service::ordinary();
    for (sent, taken) in [("abc", true), ("with space", false), (&*"x".repeat(129), false)] {
        let answer = service.ask(&head("GET", "/id", sent, ""));
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("\r\nx-request-id: {body}\r\n")), "{answer}");
        assert_eq!(body == sent, taken, "{answer}");
        assert_eq!(service.seen(body).outcome, Outcome::Answered);
    }
}

#[test]
fn the_header_of_the_id_is_chosen_and_may_be_none() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for (name, taken) in [(Some("x-trace"), "sent"), (Some("x-request-id"), "other"), (None, "")] {
        let request_id = name.map(HeaderName::from_static);
        let router = wrap(router(), Path { request_id: request_id.clone(), ..Path::bare() });
        let request = http::Request::get("/id").header("x-trace", "sent").header("x-request-id", "other");
        let answer = tower::ServiceExt::oneshot(router, request.body(Body::empty()).unwrap());
        let (head, body) = runtime.block_on(answer).unwrap().into_parts();
        let id = runtime.block_on(axum::body::to_bytes(body, 1000)).unwrap();
        // Without a header the handler has an id all the same.
        assert_eq!((id == taken, id.len() == 32), (name.is_some(), name.is_none()), "{name:?}: {id:?}");
        for header in ["x-trace", "x-request-id"] {
            let echoed = head.headers.get(header).map(http::HeaderValue::as_bytes);
            assert_eq!(echoed, (name == Some(header)).then_some(&id[..]), "{name:?}");
        }
    }
}

#[test]
fn what_providers_answer_is_marked() {
    let service = Service::ordinary();
    service.ask(&head("GET", "/-/ready", "probe", ""));
    assert!(service.seen("probe").internal);
}

#[test]
fn a_larger_limit_than_that_of_axum_holds() {
    let service = Service::start(Duration::from_secs(20), 3 << 20);
    for (length, status) in [((2 << 20) + 1, 200), ((3 << 20) + 1, 413)] {
        let id = length.to_string();
        let body = "x".repeat(length);
        for (framing, body) in [
            (format!("content-length: {length}\r\n"), body.clone()),
            ("transfer-encoding: chunked\r\n".to_owned(), format!("{length:x}\r\n{body}\r\n0\r\n\r\n")),
        ] {
            let mut stream = TcpStream::connect(service.address).unwrap();
            // What is refused is not read to its end, so writing may fail.
            let _ = stream
                .write_all((head("POST", "/echo", &format!("{id}-{}", &framing[..1]), &framing) + &body).as_bytes());
            assert_eq!(service.seen(&format!("{id}-{}", &framing[..1])).status, Some(status), "{id} {framing}");
        }
    }
}

#[test]
fn connections_are_asked_to_close_while_the_process_ends() {
    let service = Service::ordinary();
    let request = "GET /hello/ann HTTP/1.1\r\nhost: x\r\n\r\n";
    let mut stream = service.send(request);
    let mut some = [0; 1024];
    let count = stream.read(&mut some).unwrap();
    assert!(!String::from_utf8_lossy(&some[..count]).contains("connection: close"));
    service.life.advance(Phase::Draining);
    stream.write_all(request.as_bytes()).unwrap();
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("\r\nconnection: close\r\n"), "{rest}");
}

#[test]
fn a_slow_client_is_told_to_close_and_a_slow_service_is_not_its_fault() {
    let service = Service::ordinary();
    let request = |path: &str| format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\no");
    let mut stream = service.send(&request("/echo"));
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("\r\nconnection: close\r\n"), "{answer}");
    // This one does not even ask for the body.
    let mut stream = service.send(&request("/lazy"));
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
}

#[test]
fn an_early_answer_reaches_an_http2_client_whole() {
    let service = Service::start(Duration::from_secs(20), 1_000_000);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let socket = tokio::net::TcpStream::connect(service.address).await.unwrap();
        let (client, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(socket)).await.unwrap();
        tokio::spawn(connection);
        for (path, length, status, bytes) in [("/early", 900_000, 401, EARLY), ("/echo", 1_000_001, 413, 37)] {
            for _ in 0..20 {
                // One that is still being sent when the answer comes.
                let request = http::Request::post(format!("http://x{path}"))
                    .header("content-length", length)
                    .body(Body::new(Frames(2, End::Never)));
                let answer = client.clone().send_request(request.unwrap()).await.unwrap();
                assert_eq!(answer.status(), status);
                let body = http_body_util::BodyExt::collect(answer.into_body()).await.unwrap().to_bytes();
                assert_eq!(body.len(), bytes, "{path}");
            }
        }
    });
}

#[test]
fn a_client_that_sends_its_whole_body_first_still_reads_that_it_is_too_large() {
    let service = Service::ordinary();
    let length = 20_000_000;
    for framing in [format!("content-length: {length}\r\n"), "transfer-encoding: chunked\r\n".to_owned()] {
        let mut stream = service.send(&format!("POST /echo HTTP/1.1\r\nhost: x\r\n{framing}\r\n{length:x}\r\n"));
        stream.write_all(&vec![b'x'; length]).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    }
}

#[test]
fn a_body_that_is_refused_ends_the_connection_and_says_so_in_one_way() {
    let service = Service::ordinary();
    let ask = |framing: &str, sent: &str| {
        let mut stream = service.send(&(head("POST", "/echo", "large", framing) + sent));
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let is_date = |line: &&str| !line.starts_with("date: ");
        answer.split_inclusive("\r\n").filter(is_date).collect::<String>()
    };
    let declared = ask("content-length: 20000000\r\n", "");
    assert!(declared.starts_with("HTTP/1.1 413 ") && declared.contains("connection: close\r\n"), "{declared}");
    assert!(declared.ends_with("\r\n\r\nthe body of the request is too large\n"), "{declared}");
    let chunk = "x".repeat(101);
    assert_eq!(ask("transfer-encoding: chunked\r\n", &format!("65\r\n{chunk}\r\n")), declared);
}

/// A client that looks for `keep-alive` only would send its next request here.
#[test]
fn a_client_of_http_1_0_that_wants_to_stay_is_not_told_that_it_may() {
    let service = Service::ordinary();
    let mut stream = service.send("POST /echo HTTP/1.0\r\nconnection: keep-alive\r\ncontent-length: 20000000\r\n\r\n");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.0 413 "), "{answer}");
    assert!(answer.contains("\r\nconnection: close\r\n") && !answer.contains("keep-alive"), "{answer}");
}
