//! What clients see of a server, through raw sockets.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod closed;
mod h2;
mod heads;
#[cfg(target_os = "linux")]
mod idle;
mod memory;
mod pipelined;
mod short;
mod slow_clients;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::routing::get;
use bytes::Bytes;
use http::Request;
use http_body::Frame;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

use self::memory::Memory;
use super::closed::Reason;
use super::door::Still;
use super::{Closed, Limits, Server, anywhere};

/// Longer than anything here takes; a test that waits for it has failed.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
const LONG: Duration = Duration::from_mins(1);
const SHORT: Duration = Duration::from_millis(100);
const LONGER: Duration = Duration::from_millis(900);
pub(super) const GET: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";

/// None is reached.
pub(super) fn limits() -> Limits {
    Limits {
        first_byte_timeout: LONG,
        header_timeout: LONG,
        keep_alive: LONG,
        write_timeout: LONG,
        max_connections: 100,
        h2_streams: 200,
        h2_resets: 100,
        head_limit: 64 << 10,
        round_trip: super::serve::ROUND_TRIP,
    }
}

/// Lets it take connections.
fn run((server, accepting): (Server, impl Future<Output = ()> + Send + 'static)) -> Server {
    tokio::spawn(accepting);
    server
}

/// `/` answers, `/slow` when it is told to, `/endless` never ends.
fn start(limits: Limits) -> (Server, Arc<Notify>) {
    let (server, go, _) = counted(limits);
    (server, go)
}

/// The same, with the count of connections that were closed.
fn counted(limits: Limits) -> (Server, Arc<Notify>, Closed) {
    let (closed, go) = (Closed::default(), Arc::new(Notify::new()));
    let router = router(&go);
    (run(Server::start(anywhere(), router.into(), limits, None, Arc::default(), closed.clone())), go, closed)
}

fn router(go: &Arc<Notify>) -> Router {
    let slow = Arc::clone(go);
    Router::new()
        .route("/", get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { format!("{}", peer.ip()) }))
        .route("/slow", get(move || async move { slow.notified().await }))
        .route("/large", get(|| async { vec![b'x'; 50_000_000] }))
        .route("/endless", get(|| async { Body::new(Endless(false)) }))
}

/// One frame, and then silence.
struct Endless(bool);

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if std::mem::replace(&mut self.0, true) {
            return std::task::Poll::Pending;
        }
        std::task::Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"first")))))
    }
}

async fn send(server: &Server, bytes: &[u8]) -> TcpStream {
    let mut client = TcpStream::connect(server.address()).await.unwrap();
    client.write_all(bytes).await.unwrap();
    client
}

/// Reads until `end` has come.
pub(super) async fn until(client: &mut (impl AsyncRead + Unpin), end: &str) -> String {
    let mut seen = Vec::new();
    timeout(PATIENCE, async {
        while !String::from_utf8_lossy(&seen).contains(end) {
            assert_ne!(client.read_buf(&mut seen).await.unwrap(), 0, "closed: {}", String::from_utf8_lossy(&seen));
        }
    })
    .await
    .unwrap();
    String::from_utf8_lossy(&seen).into_owned()
}

/// Reads until the other side closes.
async fn rest(client: &mut (impl AsyncRead + Unpin)) -> String {
    let mut seen = Vec::new();
    // A connection that is dropped with bytes unread ends with a reset.
    let _ = timeout(PATIENCE, client.read_to_end(&mut seen)).await.unwrap();
    String::from_utf8_lossy(&seen).into_owned()
}

/// Waits until the server sees so many connections, with so many requests.
async fn still(server: &Server, connections: usize, busy: usize) {
    timeout(PATIENCE, async {
        while server.still() != (Still { connections, busy, upgraded: 0 }) {
            // A paused clock goes on.
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await
    .unwrap_or_else(|_| panic!("{:?}", server.still()));
}

#[tokio::test(start_paused = true)]
async fn half_a_head_is_closed_by_its_timeout_and_an_idle_connection_by_another() {
    let server = Memory::start(Limits { header_timeout: SHORT, keep_alive: LONGER, ..limits() });

    let mut idle = server.send(GET).await;
    assert!(until(&mut idle, "127.0.0.1").await.starts_with("HTTP/1.1 200 OK\r\n"));
    assert_eq!(server.takes(rest(&mut idle)).await, (LONGER, String::new()));

    let mut half = server.send(b"GET / HTT").await;
    assert_eq!(server.takes(rest(&mut half)).await, (SHORT, String::new()));

    // The same after a request that was answered.
    let mut second = server.send(GET).await;
    until(&mut second, "127.0.0.1").await;
    second.write_all(b"GET / ").await.unwrap();
    assert_eq!(server.takes(rest(&mut second)).await, (SHORT, String::new()));
    assert_eq!([Reason::KeepAlive, Reason::HeaderTimeout].map(|reason| server.closed.count(reason)), [1, 2]);
}

#[tokio::test]
async fn a_handler_and_a_body_may_take_longer_than_both_limits() {
    let (server, go) = start(Limits { header_timeout: SHORT, keep_alive: SHORT, ..limits() });
    let mut slow = send(&server, b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let mut endless = send(&server, b"GET /endless HTTP/1.1\r\nhost: x\r\n\r\n").await;
    until(&mut endless, "first").await;
    still(&server, 2, 2).await;
    // An idle connection that began later is gone first.
    let mut idle = send(&server, GET).await;
    until(&mut idle, "127.0.0.1").await;
    rest(&mut idle).await;
    still(&server, 2, 2).await;
    go.notify_one();
    assert!(until(&mut slow, "\r\n\r\n").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn more_connections_than_allowed_wait_for_one_to_end() {
    let (server, _) = start(Limits { max_connections: 1, ..limits() });
    let mut first = send(&server, GET).await;
    until(&mut first, "127.0.0.1").await;
    let mut second = send(&server, GET).await;
    // The second has been sent and the first is still served: it is alone.
    first.write_all(GET).await.unwrap();
    until(&mut first, "127.0.0.1").await;
    still(&server, 1, 0).await;
    drop(first);
    until(&mut second, "127.0.0.1").await;
}

#[tokio::test]
async fn closing_ends_idle_connections_and_lets_every_request_finish() {
    let (server, go) = start(limits());
    let mut idle = send(&server, GET).await;
    until(&mut idle, "127.0.0.1").await;
    let mut slow = send(&server, b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let mut half = send(&server, b"GET / HTTP/1.1\r\n").await;
    let mut second = send(&server, GET).await;
    until(&mut second, "127.0.0.1").await;
    second.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    let mut fresh = send(&server, b"").await;
    // Half a head is no request yet.
    still(&server, 5, 1).await;
    let address = server.address();
    // In the backlog or accepted: it is there before the listener closes.
    let mut late = send(&server, GET).await;
    server.close().await;
    assert!(TcpStream::connect(address).await.is_err(), "the listener is open");

    assert_eq!(rest(&mut idle).await, "");
    let rest_of_head = &b"host: x\r\n\r\n"[..];
    for (client, text) in [(&mut half, rest_of_head), (&mut second, rest_of_head), (&mut fresh, GET), (&mut late, b"")]
    {
        client.write_all(text).await.unwrap();
        let answer = rest(client).await;
        // That the connection closes is said by the request path; here it is enough that it does.
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    still(&server, 1, 1).await;
    go.notify_one();
    let answer = rest(&mut slow).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("connection: close"), "{answer}");
    server.ended(PATIENCE).await.unwrap();
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up_and_counted() {
    let (server, _) = start(limits());
    let mut client = send(&server, b"GET /endless HTTP/1.1\r\nhost: x\r\n\r\n").await;
    until(&mut client, "first").await;
    server.close().await;
    let lost = server.ended(SHORT).await.unwrap_err();
    assert_eq!(lost.still, Still { connections: 1, busy: 1, upgraded: 0 });
    rest(&mut client).await;
    still(&server, 0, 0).await;
}

#[tokio::test]
async fn half_a_head_that_is_given_up_is_no_request_that_is_lost() {
    let (server, _) = start(limits());
    let _half = send(&server, b"GET / HTTP/1.1\r\n").await;
    timeout(PATIENCE, async {
        while server.heads() == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    let lost = server.ended(Duration::ZERO).await.unwrap_err();
    assert_eq!(lost.still, Still { connections: 1, busy: 0, upgraded: 0 });
    let text = lost.to_string();
    assert!(text.starts_with("1 connection given up, 0 of them with a request: a connection from "), "{text}");
    assert!(text.ends_with(", which has sent half the head of a request"), "{text}");
}

#[tokio::test]
async fn an_http2_client_is_sent_away_and_its_streams_end() {
    let (server, go) = start(limits());
    let socket = TcpStream::connect(server.address()).await.unwrap();
    let (mut client, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(socket)).await.unwrap();
    let connection = tokio::spawn(connection);
    let request = |path: &str| Request::builder().uri(format!("http://x{path}")).body(Body::empty()).unwrap();
    let slow = tokio::spawn(client.send_request(request("/slow")));
    still(&server, 1, 1).await;
    server.leave();
    go.notify_one();
    assert_eq!(slow.await.unwrap().unwrap().status(), 200);
    // The listener is open and the client wants to stay; it was told to go.
    assert!(timeout(PATIENCE, connection).await.unwrap().unwrap().is_ok());
    assert!(client.ready().await.is_err());
    server.close().await;
    server.ended(PATIENCE).await.unwrap();
}

#[tokio::test]
async fn an_upgraded_connection_counts_until_its_last_owner_lets_go() {
    let (let_go, wait) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let held = Arc::clone(&let_go);
    let upgraded = Arc::clone(&wait);
    let handler = move |request: axum::extract::Request| async move {
        tokio::spawn(async move {
            let socket = hyper::upgrade::on(request).await.unwrap();
            upgraded.notify_one();
            held.notified().await;
            drop(socket);
        });
        (http::StatusCode::SWITCHING_PROTOCOLS, [("connection", "upgrade"), ("upgrade", "echo")])
    };
    let server = run(Server::start(
        anywhere(),
        Router::new().route("/", get(handler)).into(),
        limits(),
        None,
        Arc::default(),
        Closed::default(),
    ));
    let text = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n";
    let mut client = send(&server, text).await;
    assert!(until(&mut client, "\r\n\r\n").await.starts_with("HTTP/1.1 101"));
    timeout(PATIENCE, wait.notified()).await.unwrap();
    server.close().await;
    client.write_all(b"another protocol").await.unwrap();
    let still = Still { connections: 1, busy: 0, upgraded: 1 };
    assert_eq!(server.still(), still);
    // It is waited for, and nothing is lost when it does not end.
    assert!(timeout(SHORT, server.ended(LONG)).await.is_err());
    server.ended(SHORT).await.unwrap();
    assert_eq!(server.still(), still);
    let_go.notify_one();
    server.ended(PATIENCE).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_connection_opened_in_advance_holds_up_the_end_for_a_second_only() {
    let server = Memory::start(limits());
    let mut client = server.client();
    still(&server, 1, 0).await;
    let (took, ended) = server.takes(async { (server.close().await, server.ended(LONG).await).1 }).await;
    assert!(ended.is_ok() && took == Duration::from_secs(1), "{ended:?} {took:?}");
    assert_eq!(rest(&mut client).await, "");
}

#[tokio::test(start_paused = true)]
async fn half_a_head_holds_up_the_end_for_two_seconds_only() {
    let server = Memory::start(limits());
    let mut half = server.send(b"GET / HTTP/1.1\r\n").await;
    still(&server, 1, 0).await;
    let (took, ended) = server.takes(async { (server.close().await, server.ended(LONG).await).1 }).await;
    assert!(ended.is_ok() && took == Duration::from_secs(2), "{ended:?} {took:?}");
    assert_eq!(rest(&mut half).await, "");
}
