//! The same over HTTP/2: heads, bodies and trailers, and sockets of the web that are streams.

use std::net::SocketAddr;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper::ext::Protocol;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::process::Service;
use crate::wire::hide_port;

/// A client, and the address from which it asks.
async fn connect(service: &Service) -> (SendRequest<Body>, SocketAddr) {
    let stream = TcpStream::connect(service.address).await.unwrap();
    let own = stream.local_addr().unwrap();
    let (client, connection) = handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    (client, own)
}

/// What came back: status, headers in their order but for two, body, trailers.
type Said = (StatusCode, Vec<(String, String)>, Vec<u8>, Option<HeaderMap>);

async fn ask((client, own): &mut (SendRequest<Body>, SocketAddr), request: Request<Body>) -> Said {
    client.ready().await.unwrap();
    let (head, body) = client.send_request(request).await.unwrap().into_parts();
    let kept = |name: &str| !["x-request-id", "date"].contains(&name);
    let headers = head.headers.iter().filter(|(name, _)| kept(name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    let body = body.collect().await.unwrap();
    let trailers = body.trailers().cloned();
    let mut bytes = body.to_bytes().to_vec();
    hide_port(&mut bytes, *own);
    (head.status, headers, bytes, trailers)
}

fn requests() -> Vec<Request<Body>> {
    let request = |method: &str, path: &str, body: Body| {
        Request::builder().method(method).uri(format!("http://localhost{path}")).body(body).unwrap()
    };
    let trailers = HeaderMap::from_iter([(axum::http::header::ETAG, "\"9\"".parse().unwrap())]);
    let trailed = Full::new(Bytes::from_static(b"12345")).with_trailers(std::future::ready(Some(Ok(trailers))));
    let mut all: Vec<_> = [
        ("GET", "/items/7"),
        ("GET", "/nested/top/deep/leaf"),
        ("GET", "/full"),
        ("HEAD", "/full"),
        ("GET", "/empty"),
        ("GET", "/no-content"),
        ("GET", "/not-modified"),
        ("GET", "/stream"),
        ("GET", "/sized-stream"),
        ("HEAD", "/sized-stream"),
        ("GET", "/trailers"),
        ("GET", "/nowhere"),
        ("DELETE", "/both"),
        ("GET", "/guarded/7"),
    ]
    .map(|(method, path)| request(method, path, Body::empty()))
    .into();
    all.push(request("POST", "/read", Body::from("12345")));
    all.push(request("POST", "/pass", Body::from("12345")));
    all.push(request("POST", "/unread", Body::from("12345")));
    all.push(request("POST", "/read-trailers", Body::new(trailed)));
    all
}

#[tokio::test]
async fn http_2_says_the_same() {
    let mut all = Vec::new();
    for service in ["bare_with_peer", "nothing", "audited"].map(Service::start) {
        let mut client = connect(&service).await;
        let mut said = Vec::new();
        for request in requests() {
            let what = format!("{} {}", request.method(), request.uri().path());
            said.push((what, ask(&mut client, request).await));
        }
        all.push(said);
    }
    for (at, (what, bare)) in all[0].iter().enumerate() {
        assert_eq!((bare, bare), (&all[1][at].1, &all[2][at].1), "{what}");
    }
    let find = |wanted: &str| &all[0].iter().find(|(what, _)| what == wanted).unwrap().1;
    assert_eq!(find("GET /trailers").3.as_ref().unwrap()["etag"], "\"7\"");
    assert_eq!(find("POST /read-trailers").2, b"5 bytes, {\"etag\": \"\\\"9\\\"\"}");
    assert_eq!(find("POST /unread").0, 403);
}

#[tokio::test]
async fn a_socket_of_the_web_is_a_stream() {
    for service in ["bare_with_peer", "nothing", "audited"].map(Service::start) {
        let mut client = connect(&service).await;
        // The server says in its settings that it takes them; until these have come, the client does not know.
        ask(&mut client, Request::builder().uri("http://localhost/full").body(Body::empty()).unwrap()).await;
        let request = Request::builder()
            .method(Method::CONNECT)
            .uri("http://localhost/socket")
            .header("sec-websocket-version", "13")
            .extension(Protocol::from_static("websocket"))
            .body(Body::empty())
            .unwrap();
        let response = client.0.send_request(request).await.unwrap();
        assert_eq!(response.status(), 200, "stage `{}`", service.stage);
        let mut stream = TokioIo::new(hyper::upgrade::on(response).await.unwrap());
        stream.write_all(&[0x81, 0x82, 0, 0, 0, 0, b'h', b'i']).await.unwrap();
        let mut answer = [0; 4];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(answer, [0x81, 2, b'h', b'i']);
    }
}
