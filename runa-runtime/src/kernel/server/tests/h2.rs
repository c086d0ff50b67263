//! HTTP/2, spoken frame by frame.

use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use axum::routing;
use tokio::io::DuplexStream;

use super::*;

pub(super) const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
pub(super) const SETTINGS: &[u8] = b"\0\0\0\x04\0\0\0\0\0";
pub(super) const PING: &[u8] = b"\0\0\x08\x06\0\0\0\0\0abcdefgh";
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const PONG: u8 = 6;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const ENHANCE_YOUR_CALM: u8 = 11;

pub(super) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// A GET of a path, which ends its stream.
pub(super) fn get(stream: u32, path: &str) -> Vec<u8> {
    // `:method: GET` and `:scheme: http` are in the table of HPACK; path and authority are written out.
    let mut block = vec![0x82, 0x86, 0x04, u8::try_from(path.len()).unwrap()];
    block.extend(path.as_bytes());
    block.extend(b"\x01\x01x");
    frame(HEADERS, 5, stream, &block)
}

fn cancel(stream: u32) -> Vec<u8> {
    frame(RST_STREAM, 0, stream, &[0, 0, 0, 8])
}

/// Kinds and payloads of frames.
pub(super) fn frames(mut bytes: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut frames = Vec::new();
    while let [a, b, c, kind, _, _, _, _, _, tail @ ..] = bytes {
        let length = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
        let Some(payload) = tail.get(..length) else { break };
        frames.push((*kind, payload.to_vec()));
        bytes = &tail[length..];
    }
    frames
}

/// What a client has been sent when the server has closed.
async fn all(client: &mut (impl AsyncRead + Unpin)) -> Vec<u8> {
    let mut seen = Vec::new();
    let _ = timeout(PATIENCE, client.read_to_end(&mut seen)).await.unwrap();
    seen
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_is_told_to_go_and_neither_fresh_nor_half_a_head() {
    let server =
        Memory::start(Limits { first_byte_timeout: SHORT, header_timeout: SHORT, keep_alive: LONGER, ..limits() });
    let mut client = server.send(&[PREFACE, SETTINGS].concat()).await;
    let (took, seen) = server.takes(all(&mut client)).await;
    // A second more, in which it could answer the farewell.
    assert_eq!(took, LONGER + Duration::from_secs(1));
    assert_eq!((server.closed.count(Reason::KeepAlive), server.closed.all()), (1, 1));
    assert!(frames(&seen).iter().any(|(kind, _)| *kind == GOAWAY), "{:?}", frames(&seen));
}

#[tokio::test]
async fn a_flood_of_resets_ends_in_goaway_and_others_are_served() {
    let (server, _) = start(limits());
    let mut other = send(&server, GET).await;
    until(&mut other, "127.0.0.1").await;
    let mut flood = [PREFACE, SETTINGS].concat();
    for stream in (1..4000).step_by(2) {
        flood.extend(get(stream, "/slow"));
        flood.extend(cancel(stream));
    }
    let mut client = send(&server, b"").await;
    // The server may close before all is sent.
    let _ = client.write_all(&flood).await;
    let seen = all(&mut client).await;
    let last = frames(&seen).into_iter().rfind(|(kind, _)| *kind == GOAWAY);
    assert_eq!(last.map(|(_, payload)| payload[7]), Some(ENHANCE_YOUR_CALM), "{:?}", frames(&seen));
    other.write_all(GET).await.unwrap();
    until(&mut other, "127.0.0.1").await;
    still(&server, 1, 0).await;
}

/// Each request has begun before it is taken back, so that nothing piles up that h2 would count.
#[tokio::test]
async fn a_slow_flood_of_resets_ends_too_and_answers_make_up_for_resets() {
    let (closed, calls) = (Closed::default(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&calls);
    let slow = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        std::future::pending::<()>()
    };
    let router = Router::new().route("/", routing::get(|| async { "served" })).route("/slow", routing::get(slow));
    let limits = Limits { h2_resets: 10, ..limits() };
    let server = run(Server::start(anywhere(), router.into(), limits, None, Arc::default(), closed.clone()));
    let mut client = send(&server, &[PREFACE, SETTINGS].concat()).await;
    let mut stream = 1;
    for _ in 0..20 {
        client.write_all(&get(stream, "/slow")).await.unwrap();
        still(&server, 1, 1).await;
        client.write_all(&[cancel(stream), get(stream + 2, "/")].concat()).await.unwrap();
        let mut data = Vec::new();
        while !String::from_utf8_lossy(&data).contains("served") {
            assert_ne!(timeout(PATIENCE, client.read_buf(&mut data)).await.unwrap().unwrap(), 0);
        }
        still(&server, 1, 0).await;
        stream += 4;
    }
    for _ in 0..=10 {
        client.write_all(&get(stream, "/slow")).await.unwrap();
        still(&server, 1, 1).await;
        client.write_all(&cancel(stream)).await.unwrap();
        stream += 2;
        while server.still().busy > 0 {
            tokio::task::yield_now().await;
        }
    }
    let last = stream - 2;
    // It goes on, whatever it is told.
    let began = Instant::now();
    while client.write_all(&[get(stream, "/slow"), cancel(stream)].concat()).await.is_ok() {
        assert!(began.elapsed() < PATIENCE);
        stream += 2;
        tokio::task::yield_now().await;
    }
    let (code, said) = goaway(&all(&mut client).await);
    assert_eq!(code, ENHANCE_YOUR_CALM);
    assert!(said >= last, "{said} is before {last}, which had begun");
    assert_eq!(calls.load(Ordering::Relaxed), 20 + 11);
    assert_eq!((closed.count(Reason::H2Resets), closed.all()), (1, 1));
    still(&server, 0, 0).await;
}

/// Code and stream of the frame that ended the connection.
fn goaway(seen: &[u8]) -> (u8, u32) {
    let frames = frames(seen);
    let Some((_, payload)) = frames.iter().rfind(|(kind, _)| *kind == GOAWAY) else {
        panic!("none in {} frames", frames.len())
    };
    (payload[7], u32::from_be_bytes(payload[..4].try_into().unwrap()))
}

#[tokio::test]
async fn a_flood_of_frames_that_bring_nothing_ends() {
    let window = |stream| frame(WINDOW_UPDATE, 0, stream, &[0, 0, 0, 1]);
    for (name, again) in [
        ("settings", frame(4, 0, 0, &[0, 4, 0, 0, 0xff, 0xff])),
        ("pings", PING.to_vec()),
        ("answers to pings", frame(6, 1, 0, &[0; 8])),
        ("priorities", frame(2, 0, 1, &[0; 5])),
        ("room for nothing", window(0)),
        ("frames of no kind", frame(99, 0, 0, &[])),
        ("a byte of room at a time", [window(0), window(1)].concat()),
    ] {
        let (server, _, closed) = counted(limits());
        // No room for the answer but what comes.
        let settings = frame(4, 0, 0, &[0, 4, 0, 0, 0, 0]);
        let mut client = send(&server, &[PREFACE, &settings, &get(1, "/large")].concat()).await;
        still(&server, 1, 1).await;
        let (mut read, mut write) = client.split();
        let mut seen = Vec::new();
        let sends = async {
            // The first may be as many as there may be without a flood, and so twice.
            let mut sent = 0;
            while sent < 100_000 && write.write_all(&again.repeat(10)).await.is_ok() {
                sent += 10;
            }
            sent
        };
        let (sent, _) = timeout(PATIENCE, async { tokio::join!(sends, read.read_to_end(&mut seen)) }).await.unwrap();
        assert!(sent < 100_000, "{name}: {sent} were taken");
        assert_eq!(goaway(&seen), (ENHANCE_YOUR_CALM, 1), "{name}");
        still(&server, 0, 0).await;
        assert_eq!((closed.count(Reason::H2Frames), closed.all()), (1, 1), "{name}");
    }
}

#[tokio::test]
async fn who_measures_the_line_and_makes_room_is_served() {
    let (server, _, closed) = counted(limits());
    let room = |stream| frame(WINDOW_UPDATE, 0, stream, &[0, 0, 4, 0]);
    let mut client = send(&server, &[PREFACE, SETTINGS, &get(1, "/large")].concat()).await;
    let mut space = vec![0; 65536];
    // A little room at a time, and a ping with each, as gRPC does it.
    for _ in 0..5000 {
        client.write_all(&[&room(0)[..], &room(1), PING].concat()).await.unwrap();
        assert_ne!(timeout(PATIENCE, client.read(&mut space)).await.unwrap().unwrap(), 0);
    }
    drop(client);
    still(&server, 0, 0).await;
    let mut client = send(&server, &[PREFACE, SETTINGS].concat()).await;
    for stream in (1..2001).step_by(2) {
        client.write_all(&[&PING.repeat(5)[..], &get(stream, "/")].concat()).await.unwrap();
        assert_ne!(timeout(PATIENCE, client.read(&mut space)).await.unwrap().unwrap(), 0);
    }
    still(&server, 1, 0).await;
    assert_eq!(closed.all(), 0);
}

#[tokio::test]
async fn more_streams_than_allowed_are_refused() {
    let (server, _) = start(Limits { h2_streams: 2, ..limits() });
    let mut client =
        send(&server, &[PREFACE, SETTINGS, &get(1, "/slow"), &get(3, "/slow"), &get(5, "/")].concat()).await;
    let mut seen = Vec::new();
    let refused = |seen: &[u8]| frames(seen).contains(&(RST_STREAM, vec![0, 0, 0, 7]));
    while !refused(&seen) {
        assert_ne!(timeout(PATIENCE, client.read_buf(&mut seen)).await.unwrap().unwrap(), 0);
    }
    still(&server, 1, 1).await;
}

#[tokio::test(start_paused = true)]
async fn a_client_that_makes_no_room_is_given_up_and_one_that_does_is_not() {
    let server = Memory::start(Limits { write_timeout: LONGER, keep_alive: SHORT, ..limits() });
    // No window at all, and one that lets the first piece through.
    for window in [0_u32, 100_000] {
        let setting = [&[0, 4], &window.to_be_bytes()[..]].concat();
        let mut client = server.send(&[PREFACE, &frame(4, 0, 0, &setting), &get(1, "/large")].concat()).await;
        let (took, _) = server.takes(all(&mut client)).await;
        assert_eq!(took, LONGER);
        still(&server, 0, 0).await;
    }

    let (mut client, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(server.client())).await.unwrap();
    tokio::spawn(connection);
    let request = Request::builder().uri("http://x/large").body(Body::empty()).unwrap();
    let mut body = client.send_request(request).await.unwrap().into_body();
    let (began, mut seen) = (Instant::now(), 0);
    while let Some(frame) = timeout(PATIENCE, http_body_util::BodyExt::frame(&mut body)).await.unwrap() {
        seen += frame.unwrap().into_data().unwrap().len();
        if began.elapsed() < LONGER * 3 {
            tokio::time::sleep(SHORT).await;
        }
    }
    assert_eq!(seen, 50_000_000);
}

/// Sends what there is room for.
fn at_once(client: &Mutex<Option<DuplexStream>>, bytes: &[u8]) {
    let mut client = client.lock().unwrap();
    let sent = pin!(client.as_mut().unwrap().write_all(bytes)).poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(sent, Poll::Ready(Ok(()))));
}

/// The next request comes while the one too many is dropped, before the connection has looked.
#[tokio::test]
async fn a_request_that_comes_before_the_connection_has_looked_is_not_begun() {
    struct Next(Arc<Mutex<Option<DuplexStream>>>, u32);
    impl Drop for Next {
        fn drop(&mut self) {
            at_once(&self.0, &get(self.1, "/"));
        }
    }
    let (client, calls) = (Arc::new(Mutex::new(None)), Arc::new(AtomicUsize::new(0)));
    let (sends, counted) = (Arc::clone(&client), Arc::clone(&calls));
    let handler = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        let next = Next(Arc::clone(&sends), 3);
        async move {
            let _next = next;
            std::future::pending::<()>().await;
        }
    };
    let router = Router::new().route("/", routing::get(handler));
    let server = Memory::of(router.into(), Limits { h2_resets: 0, ..limits() });
    let connected = server.send(&[PREFACE, SETTINGS, &get(1, "/")].concat()).await;
    *client.lock().unwrap() = Some(connected);
    still(&server, 1, 1).await;
    at_once(&client, &cancel(1));
    still(&server, 0, 0).await;
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}

/// One frame, and a drop that waits to be told.
struct Held(bool, std::sync::mpsc::Receiver<()>);

impl http_body::Body for Held {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let first = !std::mem::replace(&mut self.0, true);
        Poll::Ready(first.then(|| Ok(Frame::data(Bytes::from_static(b"whole")))))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // Its worker goes on with the connection meanwhile.
        let _ = tokio::task::block_in_place(|| self.1.recv());
    }
}

/// The connection has long seen that the last bytes are out, and nothing else comes that could wake it.
#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_drops_after_its_last_byte_has_gone_out_leaves_a_connection_that_idles() {
    let (let_go, held) = std::sync::mpsc::channel();
    let held = Arc::new(Mutex::new(Some(held)));
    let answer = move || async move { Body::new(Held(false, held.lock().unwrap().take().unwrap())) };
    let router = Router::new().route("/held", routing::get(answer));
    let limits = Limits { keep_alive: SHORT, ..limits() };
    let server = run(Server::start(anywhere(), router.into(), limits, None, Arc::default(), Closed::default()));
    let mut client = send(&server, &[PREFACE, SETTINGS, &get(1, "/held")].concat()).await;
    let mut seen = Vec::new();
    // The frame that ends the stream, and then what shows that the connection was polled since.
    for (last, then) in [((DATA, Vec::new()), PING), ((PONG, b"abcdefgh".to_vec()), b"")] {
        while !frames(&seen).contains(&last) {
            assert_ne!(timeout(PATIENCE, client.read_buf(&mut seen)).await.unwrap().unwrap(), 0);
        }
        client.write_all(then).await.unwrap();
    }
    // While it is held its connection is busy, and every timer of before rings in vain.
    assert!(timeout(SHORT * 3, client.read_buf(&mut seen)).await.is_err());
    still(&server, 1, 1).await;
    let_go.send(()).unwrap();
    all(&mut client).await;
    still(&server, 0, 0).await;
}
