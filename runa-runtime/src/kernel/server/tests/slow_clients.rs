//! Clients that send or read too slowly.

use tokio::net::TcpSocket;
use tokio::time::interval;

use super::h2::{PING, PREFACE, SETTINGS, frame};
use super::*;
use crate::kernel::request::{Front, Path};

/// What a client sends at once, and what again and again after that.
struct Client(&'static str, Vec<u8>, &'static [u8]);

/// Sends until the server closes.
async fn until_closed(server: &Memory, Client(name, first, again): &Client) {
    let mut client = server.send(first).await;
    let mut tick = interval(Duration::from_millis(10));
    let mut space = [0; 1000];
    timeout(PATIENCE, async {
        loop {
            tokio::select! {
                read = client.read(&mut space) => if matches!(read, Ok(0) | Err(_)) { break },
                _ = tick.tick() => if client.write_all(again).await.is_err() { break },
            }
        }
    })
    .await
    .unwrap_or_else(|_| panic!("{name} was not closed"));
}

#[tokio::test(start_paused = true)]
async fn one_that_sends_nothing_is_closed_at_first_byte_timeout() {
    let server = Memory::start(Limits { first_byte_timeout: SHORT, ..limits() });
    until_closed(&server, &Client("silence", Vec::new(), b"")).await;
}

#[tokio::test(start_paused = true)]
async fn half_a_head_is_closed_at_header_timeout_however_it_is_kept_alive() {
    let server = Memory::start(Limits { header_timeout: SHORT, ..limits() });
    let settled = |more: &[u8]| [PREFACE, SETTINGS, more].concat();
    let half = frame(1, 0, 1, &[0x82, 0x84]);
    for client in [
        Client("half a line", b"GET / HTT".into(), b""),
        Client("a byte now and then", b"GET / HTTP/1.1\r\n".into(), b"a"),
        Client("a line now and then", b"GET / HTTP/1.1\r\n".into(), b"a: b\r\n"),
        Client("half a preface", PREFACE[..10].into(), b""),
        Client("no settings", PREFACE.into(), b""),
        Client("half of the settings", [PREFACE, &SETTINGS[..5]].concat(), b""),
        Client("settings a byte at a time", [PREFACE, b"\0\x10\0\x04\0\0\0\0\0"].concat(), b"\0"),
        Client("half a frame of headers", settled(&half[..10]), b""),
        Client("headers that do not end", settled(&half), b""),
        Client("headers that go on", settled(&half), b"\0\0\0\x09\0\0\0\0\x01"),
    ] {
        until_closed(&server, &client).await;
    }
}

#[tokio::test(start_paused = true)]
async fn pings_do_not_keep_a_connection_open() {
    let server = Memory::start(Limits { keep_alive: SHORT, ..limits() });
    until_closed(&server, &Client("pings", [PREFACE, SETTINGS].concat(), PING)).await;
}

/// Nor do heads from which no request comes: each would be half a head anew.
#[tokio::test(start_paused = true)]
async fn heads_that_are_none_do_not_keep_a_connection_open() {
    let server = Memory::start(Limits { keep_alive: LONGER, h2_streams: 1, ..limits() });
    let mut client = server.send(&[PREFACE, SETTINGS, &h2::get(1, "/slow")].concat()).await;
    still(&server, 1, 1).await;
    server.go.notify_one();
    still(&server, 1, 0).await;
    let began = Instant::now();
    let mut tick = interval(Duration::from_millis(10));
    let mut space = [0; 1000];
    // A request without a method is refused by a reset.
    for stream in (3..).step_by(2) {
        tokio::select! {
            read = client.read(&mut space) => if matches!(read, Ok(0) | Err(_)) { break },
            _ = tick.tick() => if client.write_all(&frame(1, 5, stream, &[0x84, 0x86])).await.is_err() { break },
        }
        assert!(began.elapsed() < PATIENCE);
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_does_not_read_is_given_up_and_one_that_reads_slowly_is_not() {
    let limits = Limits { max_connections: 1, write_timeout: LONGER, ..limits() };
    let server = Memory::start(limits);
    let request = b"GET /large HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let deaf = server.send(request).await;
    // There is room for it only when the first has gone.
    let mut next = server.send(GET).await;
    until(&mut next, "127.0.0.1").await;
    drop((deaf, next));

    let mut slow = server.send(request).await;
    let began = Instant::now();
    let mut part = vec![0; 4_000_000];
    let mut seen = 0;
    loop {
        let count = timeout(PATIENCE, slow.read(&mut part)).await.unwrap().unwrap();
        seen += count;
        if count == 0 {
            break;
        }
        if began.elapsed() < LONGER * 2 {
            tokio::time::sleep(SHORT).await;
        }
    }
    assert!(seen > 50_000_000, "{seen}");
}

/// A byte makes no room: the system tells the sender of it only when there is much.
#[tokio::test]
async fn one_that_reads_a_byte_now_and_then_is_given_up() {
    let (server, _) = start(Limits { write_timeout: LONGER, ..limits() });
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(100_000).unwrap();
    let mut client = socket.connect(server.address()).await.unwrap();
    client.write_all(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    client.read_exact(&mut [0; 16]).await.unwrap();
    let mut tick = interval(Duration::from_millis(10));
    timeout(PATIENCE, async {
        while server.still().connections > 0 {
            tick.tick().await;
            let _ = client.read(&mut [0]).await;
        }
    })
    .await
    .unwrap();
}

/// The server has no limit for a body: while the handler waits for it, the one of the handler's answer holds.
#[tokio::test(start_paused = true)]
async fn a_body_of_a_byte_now_and_then_ends_at_request_timeout() {
    let router = Router::new().route("/", axum::routing::post(|body: Bytes| async move { body }));
    let path = Path { timeout: LONGER, body_limit: 1_000_000, ..Path::bare() };
    let server = Memory::of(Front::new(router, path), limits());
    let mut client = server.send(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n").await;
    let (began, mut tick, mut seen) = (Instant::now(), interval(Duration::from_millis(10)), Vec::new());
    timeout(PATIENCE, async {
        while !seen.windows(4).any(|window| window == b"\r\n\r\n") {
            tokio::select! {
                read = client.read_buf(&mut seen) => assert_ne!(read.unwrap(), 0),
                _ = tick.tick() => client.write_all(b"x").await.unwrap(),
            }
        }
    })
    .await
    .unwrap();
    assert!(began.elapsed() >= LONGER, "{:?}", began.elapsed());
    assert!(seen.starts_with(b"HTTP/1.1 408 "), "{}", String::from_utf8_lossy(&seen));
    let answer = rest(&mut client).await;
    assert!(answer.len() < 200, "{answer}");
}
