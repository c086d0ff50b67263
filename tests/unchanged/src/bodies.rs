//! Every kind of body, in both directions, and connections that become something else.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use hyper::upgrade::{OnUpgrade, on};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

pub(crate) fn all() -> Router {
    Router::new()
        .route("/full", get(|| async { "the whole body" }))
        .route("/empty", get(|| async {}))
        .route("/no-content", get(|| async { StatusCode::NO_CONTENT }))
        .route("/not-modified", get(|| async { StatusCode::NOT_MODIFIED }))
        .route("/stream", get(|| async { Body::new(Frames::of(3, 10)) }))
        .route("/sized-stream", get(|| async { Body::new(Frames { sized: true, ..Frames::of(3, 10) }) }))
        .route("/declared", get(|| async { ([(header::CONTENT_LENGTH, "30")], Body::new(Frames::of(3, 10))) }))
        .route("/trailers", get(trailers))
        .route("/large", get(|| async { Body::new(Frames::of(1600, 65_536)) }))
        .route("/large-sized", get(|| async { Body::new(Frames { sized: true, ..Frames::of(1600, 65_536) }) }))
        .route("/read", post(|body: Bytes| async move { format!("{} bytes", body.len()) }))
        .route("/read-trailers", post(read_trailers))
        .route("/pass", post(|body: Body| async { body }))
        .route("/unread", post(|| async { (StatusCode::FORBIDDEN, "not read") }))
        .route("/first-frame", post(first_frame))
        .route("/socket", any(|upgrade: WebSocketUpgrade| async { upgrade.on_upgrade(echo_messages) }))
        .route("/raw", get(raw))
        .with_state(())
}

/// A body of so many frames of one length.
struct Frames {
    left: usize,
    length: usize,
    sized: bool,
    trailers: Option<HeaderMap>,
}

impl Frames {
    const fn of(left: usize, length: usize) -> Self {
        Self { left, length, sized: false, trailers: None }
    }
}

impl HttpBody for Frames {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        const ROOM: &[u8] = &[b'x'; 65_536];
        if self.left == 0 {
            return Poll::Ready(self.trailers.take().map(|trailers| Ok(Frame::trailers(trailers))));
        }
        self.left -= 1;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&ROOM[..self.length])))))
    }

    fn size_hint(&self) -> SizeHint {
        if self.sized { SizeHint::with_exact((self.left * self.length) as u64) } else { SizeHint::default() }
    }
}

async fn trailers() -> Response {
    let trailers = HeaderMap::from_iter([(header::ETAG, HeaderValue::from_static("\"7\""))]);
    let body = Body::new(Frames { trailers: Some(trailers), ..Frames::of(2, 10) });
    ([(header::TRAILER, "etag")], body).into_response()
}

async fn read_trailers(mut body: Body) -> String {
    let (mut length, mut last) = (0, String::from("no trailers"));
    while let Some(Ok(frame)) = next(&mut body).await {
        if let Some(data) = frame.data_ref() {
            length += data.len();
        } else if let Some(trailers) = frame.trailers_ref() {
            last = format!("{trailers:?}");
        }
    }
    format!("{length} bytes, {last}")
}

/// Answers when the first part has come, and reads no further.
async fn first_frame(mut body: Body) -> Response {
    let first = next(&mut body).await;
    let length = first.and_then(Result::ok).and_then(|frame| frame.data_ref().map(Bytes::len));
    (StatusCode::ACCEPTED, format!("{length:?} bytes are enough")).into_response()
}

async fn next(body: &mut Body) -> Option<Result<Frame<Bytes>, axum::Error>> {
    std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await
}

async fn echo_messages(mut socket: axum::extract::ws::WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        if matches!(message, Message::Text(_)) && socket.send(message).await.is_err() {
            return;
        }
    }
}

/// Another protocol than HTTP on the same connection.
async fn raw(State(()): State<()>, request: Request) -> Response {
    echo_bytes(on(request));
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    response.headers_mut().insert(header::UPGRADE, HeaderValue::from_static("raw"));
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    response
}

/// What a CONNECT becomes.
pub(crate) fn tunnel(request: Request) -> Response {
    echo_bytes(on(request));
    Response::new(Body::empty())
}

fn echo_bytes(upgrade: OnUpgrade) {
    tokio::spawn(async move {
        let Ok(upgraded) = upgrade.await else { return };
        let mut stream = TokioIo::new(upgraded);
        let mut space = [0; 256];
        while let Ok(read @ 1..) = stream.read(&mut space).await {
            if stream.write_all(&space[..read]).await.is_err() {
                return;
            }
        }
    });
}
