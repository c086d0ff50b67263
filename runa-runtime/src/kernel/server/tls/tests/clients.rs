//! Handshakes, limits and ends.

use std::process::Command;

use axum::body::Body;
use http::Request;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::AsyncWriteExt;

use super::*;

/// Longer than two handshakes take, on a busy machine too.
const SHORT: Duration = Duration::from_secs(1);

#[tokio::test]
async fn http_1_and_2_are_served_and_the_peer_is_known() {
    let made = Certificates::new();
    let (certificate, key) = made.make("a", 30);
    let server = serve(&Tls::of(&certificate, &key).unwrap(), limits());
    let trusted = [der(&certificate)];

    let mut one = connect(&server, &client(&trusted, &["http/1.1"])).await.unwrap();
    assert_eq!(one.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
    for _ in 0..2 {
        one.write_all(GET).await.unwrap();
        assert!(until(&mut one, "127.0.0.1").await.starts_with("HTTP/1.1 200"));
    }

    let two = connect(&server, &client(&trusted, &["h2", "http/1.1"])).await.unwrap();
    assert_eq!(two.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(two)).await.unwrap();
    tokio::spawn(connection);
    let request = Request::builder().uri("https://localhost/large").body(Body::empty()).unwrap();
    let body = sender.send_request(request).await.unwrap().into_body();
    assert_eq!(http_body_util::BodyExt::collect(body).await.unwrap().to_bytes().len(), 50_000_000);

    assert_eq!(
        client(&[], &[])
            .connect(ServerName::try_from("localhost").unwrap(), TcpStream::connect(server.address()).await.unwrap())
            .await
            .map(|_| ())
            .unwrap_err()
            .kind(),
        std::io::ErrorKind::InvalidData
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn curl_speaks_http_2_to_it() {
    let made = Certificates::new();
    let (certificate, key) = made.make("a", 30);
    let server = serve(&Tls::of(&certificate, &key).unwrap(), limits());
    let url = format!("https://localhost:{}/", server.address().port());
    let curl = tokio::task::spawn_blocking(move || {
        let said = ["--silent", "--show-error", "--http2", "--write-out", " %{http_version}", "--cacert"];
        Command::new("curl").args(said).arg(&certificate).arg(&url).output().unwrap()
    });
    let output = curl.await.unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "127.0.0.1 2", "{output:?}");
}

#[tokio::test]
async fn a_handshake_holds_up_nobody_and_has_the_time_of_the_first_byte() {
    let made = Certificates::new();
    let (certificate, key) = made.make("a", 30);
    let server = serve(&Tls::of(&certificate, &key).unwrap(), Limits { first_byte_timeout: SHORT, ..limits() });
    // Silence, the beginning of a hello, a handshake after which nothing comes.
    let silent = TcpStream::connect(server.address()).await.unwrap();
    let mut half = TcpStream::connect(server.address()).await.unwrap();
    half.write_all(b"\x16\x03\x01\x02\0\x01").await.unwrap();
    let trusting = client(&[der(&certificate)], &[]);
    let mut idle = connect(&server, &trusting).await.unwrap();
    let mut busy = connect(&server, &trusting).await.unwrap();
    busy.write_all(GET).await.unwrap();
    until(&mut busy, "127.0.0.1").await;

    for mut client in [silent, half] {
        assert_eq!(timeout(PATIENCE, client.read_to_end(&mut Vec::new())).await.unwrap().unwrap_or(0), 0);
    }
    let _ = timeout(PATIENCE, idle.read_to_end(&mut Vec::new())).await.unwrap();
    connections(&server, 1).await;
    busy.write_all(GET).await.unwrap();
    until(&mut busy, "127.0.0.1").await;
}

#[tokio::test]
async fn what_is_no_tls_is_closed() {
    let made = Certificates::new();
    let (certificate, key) = made.make("a", 30);
    let server = serve(&Tls::of(&certificate, &key).unwrap(), limits());
    let mut plain = TcpStream::connect(server.address()).await.unwrap();
    plain.write_all(GET).await.unwrap();
    let _ = timeout(PATIENCE, plain.read_to_end(&mut Vec::new())).await.unwrap();
    connections(&server, 0).await;
}

#[tokio::test]
async fn an_end_is_said_as_tls_says_it() {
    let made = Certificates::new();
    let (certificate, key) = made.make("a", 30);
    let server = serve(&Tls::of(&certificate, &key).unwrap(), limits());
    let trusting = client(&[der(&certificate)], &[]);
    let mut idle = connect(&server, &trusting).await.unwrap();
    idle.write_all(GET).await.unwrap();
    until(&mut idle, "127.0.0.1").await;
    // An answer before the body has come: it is not lost, and lingers no longer than the client.
    let mut early = connect(&server, &trusting).await.unwrap();
    let head = b"POST /early HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 1000000\r\n\r\n";
    early.write_all(head).await.unwrap();
    assert!(until(&mut early, "early").await.starts_with("HTTP/1.1 200"));
    early.write_all(&vec![b'x'; 1_000_000]).await.unwrap();
    assert_eq!(timeout(PATIENCE, early.read(&mut [0])).await.unwrap().unwrap(), 0);
    drop(early);
    connections(&server, 1).await;

    let fresh = connect(&server, &trusting).await.unwrap();
    server.close().await;
    // Without `close_notify` it would be an error.
    assert_eq!(timeout(PATIENCE, idle.read(&mut [0])).await.unwrap().unwrap(), 0);
    let mut fresh = fresh;
    fresh.write_all(GET).await.unwrap();
    assert!(until(&mut fresh, "127.0.0.1").await.starts_with("HTTP/1.1 200"));
    assert_eq!(timeout(PATIENCE, fresh.read(&mut [0])).await.unwrap().unwrap(), 0);
    drop((idle, fresh));
    server.ended(PATIENCE).await.unwrap();
}

/// So that nobody can have cut the connection off but the server.
#[tokio::test]
async fn the_end_of_each_limit_is_said_too() {
    let made = Certificates::new();
    let (certificate, key) = made.make("a", 30);
    let tls = Tls::of(&certificate, &key).unwrap();
    let h2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    for (name, limits, bytes) in [
        ("first_byte_timeout", Limits { first_byte_timeout: SHORT, ..limits() }, &b""[..]),
        ("header_timeout", Limits { header_timeout: SHORT, ..limits() }, b"GET / HT"),
        ("header_timeout of half a preface", Limits { header_timeout: SHORT, ..limits() }, &h2[..10]),
        ("header_timeout after a preface", Limits { header_timeout: SHORT, ..limits() }, &h2[..24]),
        ("keep_alive", Limits { keep_alive: SHORT, ..limits() }, GET),
        ("keep_alive of HTTP/2", Limits { keep_alive: SHORT, ..limits() }, h2),
    ] {
        let server = serve(&tls, limits);
        let mut one = connect(&server, &client(&[der(&certificate)], &[])).await.unwrap();
        one.write_all(bytes).await.unwrap();
        // Without `close_notify` it would be an error.
        let end = timeout(PATIENCE, one.read_to_end(&mut Vec::new())).await.unwrap();
        assert!(end.is_ok(), "{name}: {end:?}");
        connections(&server, 0).await;
    }
}

/// TLS takes more of an answer than goes out; what waits is seen all the same.
#[tokio::test]
async fn a_client_that_does_not_read_is_given_up() {
    let made = Certificates::new();
    let (certificate, key) = made.make("a", 30);
    let server = serve(&Tls::of(&certificate, &key).unwrap(), Limits { write_timeout: SHORT, ..limits() });
    let mut deaf = connect(&server, &client(&[der(&certificate)], &[])).await.unwrap();
    deaf.write_all(b"GET /large HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    deaf.read_exact(&mut [0; 16]).await.unwrap();
    connections(&server, 0).await;
}
