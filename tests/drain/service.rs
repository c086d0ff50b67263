//! The service that `tests/it/drain` drains: a route for each state that a client can be in.
//!
//! With an argument it ends in another way. What waits is let go by a line on standard input, so that the test says when, also when nobody can connect any more.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http_body::Frame;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncWriteExt;
use tokio::sync::{mpsc, watch};

#[runa::app(manifest = "ops.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("fails") => return Err(runa::Error::new("there is no paper left")),
        Some("fails late") => {
            return ops.serve(Router::new()).await.and(Err(runa::Error::new("there was no paper left")));
        }
        Some("serves twice") => {
            if ops.serve(Router::new()).await.is_err() {
                ops.serve(Router::new()).await?;
            }
            return Ok(());
        }
        _ => {}
    }
    let go = Go::from_standard_input();
    let (slow, download) = (go.clone(), go);
    let (polite, polite_socket) = (ops.clone(), ops.clone());
    let router = Router::new()
        .route("/quick", get(|| async { "quick" }))
        .route("/brief", get(brief).post(brief))
        .route("/body", post(|body: Bytes| async move { body.len().to_string() }))
        .route("/slow", get(move || slow.wait("slow")))
        .route("/download", get(move || async move { Chunks::of("first", download.wait("last")) }))
        .route("/events", get(move || async move { Chunks::of("data: 1\n\n", ended(polite, "data: 2\n\n")) }))
        .route("/events/endless", get(|| async { Chunks::of("data: 1\n\n", std::future::pending()) }))
        .route("/socket", get(move |request| async { upgrade(request, ended(polite_socket, "farewell")) }))
        .route("/socket/endless", get(|request| async { upgrade(request, std::future::pending()) }));
    ops.serve(router).await
}

/// Takes long enough for requests to be under way at any moment.
async fn brief(body: Bytes) -> String {
    tokio::time::sleep(Duration::from_millis(5)).await;
    format!("brief {}", body.len())
}

/// `word`, when the process is told to end.
async fn ended(ops: Ops, word: &'static str) -> &'static str {
    ops.stopping().await;
    word
}

/// Waits for the test.
#[derive(Clone)]
struct Go(watch::Receiver<bool>);

impl Go {
    fn from_standard_input() -> Self {
        let (sender, receiver) = watch::channel(false);
        std::thread::spawn(move || {
            let mut line = String::new();
            let read = std::io::stdin().read_line(&mut line);
            // Nothing is said where standard input is closed.
            if read.is_ok_and(|read| read > 0) {
                sender.send_replace(true);
            }
            // It lives as long as the process.
            std::mem::forget(sender);
        });
        Self(receiver)
    }

    async fn wait(mut self, word: &'static str) -> &'static str {
        // Its sender is never dropped.
        let _ = self.0.wait_for(|go| *go).await;
        word
    }
}

/// A body in chunks, without a length.
struct Chunks(mpsc::Receiver<&'static str>);

impl Chunks {
    /// `first` at once, and the other when it is there.
    fn of(first: &'static str, then: impl Future<Output = &'static str> + Send + 'static) -> Body {
        let (sender, receiver) = mpsc::channel(2);
        tokio::spawn(async move {
            // Fails only when its client has gone.
            let _ = sender.send(first).await;
            tokio::select! {
                word = then => { let _ = sender.send(word).await; }
                () = sender.closed() => {}
            }
        });
        Body::new(Self(receiver))
    }
}

impl HttpBody for Chunks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(cx).map(|chunk| chunk.map(|chunk| Ok(Frame::data(Bytes::from_static(chunk.as_bytes())))))
    }
}

/// Takes the connection over, and sends one word before it closes it.
fn upgrade(request: Request, word: impl Future<Output = &'static str> + Send + 'static) -> Response {
    tokio::spawn(async move {
        if let Ok(socket) = hyper::upgrade::on(request).await {
            let mut socket = TokioIo::new(socket);
            let word = word.await;
            // The client may have gone.
            let _ = socket.write_all(word.as_bytes()).await;
            let _ = socket.shutdown().await;
        }
    });
    (StatusCode::SWITCHING_PROTOCOLS, [(header::CONNECTION, "upgrade"), (header::UPGRADE, "websocket")]).into_response()
}
