//! Connections that are closed for what their clients do are counted by reason.

use super::h2::{PREFACE, SETTINGS};
use super::*;
use crate::kernel::server::closed::Reason;

/// Sends `bytes`, waits until the connection is closed, and looks that it was for `reason`, once.
async fn closed_for(reason: Reason, limits: Limits, bytes: &[u8]) {
    let (server, _, closed) = counted(limits);
    let mut client = send(&server, bytes).await;
    rest(&mut client).await;
    still(&server, 0, 0).await;
    assert_eq!((closed.count(reason), closed.all()), (1, 1), "{reason:?}");
}

#[tokio::test]
async fn each_limit_has_its_reason() {
    closed_for(Reason::FirstByteTimeout, Limits { first_byte_timeout: SHORT, ..limits() }, b"").await;
    closed_for(Reason::HeaderTimeout, Limits { header_timeout: SHORT, ..limits() }, b"GET / HT").await;
    let short = Limits { keep_alive: SHORT, ..limits() };
    closed_for(Reason::KeepAlive, short, GET).await;
    // With GOAWAY first.
    closed_for(Reason::KeepAlive, short, &[PREFACE, SETTINGS].concat()).await;
}

/// hyper answers them, and no service sees them.
#[tokio::test]
async fn what_is_no_request_has_its_reason() {
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(1 << 16));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(101));
    for (bytes, answer) in [("GET\r\n\r\n", "400 "), (&long, "414 "), (&many, "431 ")] {
        let (server, _, closed) = counted(Limits { head_limit: 1 << 18, ..limits() });
        let mut client = send(&server, bytes.as_bytes()).await;
        let seen = rest(&mut client).await;
        assert!(seen.starts_with(&format!("HTTP/1.1 {answer}")), "{seen}");
        still(&server, 0, 0).await;
        assert_eq!((closed.count(Reason::Refused), closed.all()), (1, 1), "{answer}");
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_has_its_reason_and_one_that_ends_by_itself_none() {
    let (server, _, closed) = counted(Limits { write_timeout: SHORT, ..limits() });
    let mut client = send(&server, b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    rest(&mut client).await;
    drop(send(&server, GET).await);
    let _deaf = send(&server, b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n").await;
    timeout(PATIENCE, async {
        while closed.all() == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    still(&server, 0, 0).await;
    assert_eq!((closed.count(Reason::WriteTimeout), closed.all()), (1, 1));
}

#[tokio::test]
async fn a_client_that_is_silent_while_the_listener_closes_has_its_reason() {
    let (server, _, closed) = counted(limits());
    let mut client = send(&server, b"").await;
    still(&server, 1, 0).await;
    server.close().await;
    server.ended(PATIENCE).await.unwrap();
    rest(&mut client).await;
    assert_eq!((closed.count(Reason::Drain), closed.all()), (1, 1));
}
