//! What a client sends before it has its answer, so that it is read with the request before it, or while that is answered.

use axum::routing::post;
use tokio::task::JoinSet;

use super::*;

/// As `start`, with `/echo`, which reads its body, and `/deaf`, which does not.
fn start(limits: Limits) -> (Server, Arc<Notify>) {
    let go = Arc::new(Notify::new());
    let slow = Arc::clone(&go);
    let router = Router::new()
        .route("/", get(|| async { "quick" }))
        .route("/slow", get(move || async move { slow.notified().await }))
        .route("/echo", post(|body: Bytes| async { body }))
        .route("/deaf", post(|| async { "deaf" }));
    (run(Server::start(anywhere(), router.into(), limits, None, Arc::default(), Closed::default())), go)
}

const QUICK: &str = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";
const SLOW: &str = "GET /slow HTTP/1.1\r\nhost: x\r\n\r\n";
const ECHO: &str = "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nbody";
const CHUNKS: &str = "POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n";
const DEAF: &str = "POST /deaf HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nbody";

#[tokio::test]
async fn half_a_head_that_came_with_a_request_is_closed_by_header_timeout() {
    let (server, go) = start(Limits { header_timeout: SHORT, ..limits() });
    for request in [QUICK, ECHO, CHUNKS] {
        let mut client = send(&server, format!("{request}GET / HTT").as_bytes()).await;
        let answer = rest(&mut client).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    }
    // With the request, or while it is answered.
    for (at_once, later) in [("GET / HTT", ""), ("", "GET / HTT"), ("GET / ", "HTT")] {
        let mut client = send(&server, format!("{SLOW}{at_once}").as_bytes()).await;
        still(&server, 1, 1).await;
        client.write_all(later.as_bytes()).await.unwrap();
        go.notify_one();
        let answer = rest(&mut client).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    }
}

#[tokio::test]
async fn a_whole_request_that_came_with_another_is_answered_after_it() {
    let (server, go) = start(limits());
    let mut client = send(&server, format!("{SLOW}{QUICK}{ECHO}{CHUNKS}GET / HTTP/1.1\r\n").as_bytes()).await;
    still(&server, 1, 1).await;
    go.notify_one();
    let (mut seen, mut space) = (String::new(), [0; 1000]);
    while seen.matches("body").count() < 2 {
        let count = timeout(PATIENCE, client.read(&mut space)).await.unwrap().unwrap();
        assert_ne!(count, 0, "{seen}");
        seen += &String::from_utf8_lossy(&space[..count]);
    }
    let bodies = seen.split("\r\n\r\n").map(|part| part.split("HTTP").next().unwrap());
    assert_eq!(bodies.collect::<Vec<_>>(), ["", "", "quick", "body", "body"], "{seen}");
    client.write_all(b"host: x\r\n\r\n").await.unwrap();
    until(&mut client, "quick").await;
}

/// Nothing of a next head has come, however the request and its body did.
#[tokio::test]
async fn a_connection_whose_requests_are_over_idles() {
    let (server, go) = start(Limits { header_timeout: SHORT, keep_alive: LONGER, ..limits() });
    let mut slow = send(&server, SLOW.as_bytes()).await;
    still(&server, 1, 1).await;
    go.notify_one();
    let mut clients = JoinSet::new();
    clients.spawn(async move { (kept(&mut slow).await, SLOW, 0) });
    for request in [QUICK, ECHO, CHUNKS, DEAF] {
        for at in [request.len(), request.len() - 1, request.find("\r\n\r\n").unwrap() + 4] {
            let mut client = send(&server, &request.as_bytes()[..at]).await;
            client.write_all(&request.as_bytes()[at..]).await.unwrap();
            clients.spawn(async move { (kept(&mut client).await, request, at) });
        }
    }
    while let Some(client) = clients.join_next().await {
        let (kept, request, at) = client.unwrap();
        assert!(kept >= LONGER / 2, "{request:?}, sent in parts at {at}, was closed after {kept:?}");
    }
}

/// How long a connection stays open after its answer.
async fn kept(client: &mut TcpStream) -> Duration {
    until(client, "\r\n\r\n").await;
    let began = Instant::now();
    rest(client).await;
    began.elapsed()
}
