//! One viewer's stream of events.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame};
use tokio::sync::watch;
use tokio::time::{Sleep, sleep, sleep_until};

use crate::console::auth::Signed;
use crate::kernel::{Life, Phase};

/// How often something is sent when nothing changes, so that proxies and the browser know that the process lives.
const ALIVE: Duration = Duration::from_secs(15);

type Next = Pin<Box<dyn Future<Output = (watch::Receiver<Arc<str>>, Option<Arc<str>>)> + Send>>;

/// `text/event-stream`: each event is the content of the page as a JSON string. Ends when the process begins to end, and with its session.
pub(crate) struct Stream {
    next: Next,
    alive: Pin<Box<Sleep>>,
    ending: Pin<Box<dyn Future<Output = ()> + Send>>,
    over: bool,
}

impl Stream {
    pub(super) fn new(receiver: watch::Receiver<Arc<str>>, life: Life, signed: Signed) -> Self {
        let ending = Box::pin(async move {
            tokio::select! {
                () = life.reached(Phase::Draining) => {}
                () = signed.over.cancelled() => {}
                () = sleep_until(signed.until.into()) => {}
            }
        });
        Self { next: next(receiver), alive: Box::pin(sleep(ALIVE)), ending, over: false }
    }
}

/// The next content; `None` when the room is closed.
fn next(mut receiver: watch::Receiver<Arc<str>>) -> Next {
    Box::pin(async move {
        loop {
            if !receiver.borrow_and_update().is_empty() {
                let html = Arc::clone(&receiver.borrow());
                return (receiver, Some(html));
            }
            if receiver.changed().await.is_err() {
                return (receiver, None);
            }
        }
    })
}

/// The one after it.
fn following(mut receiver: watch::Receiver<Arc<str>>) -> Next {
    Box::pin(async move {
        let open = receiver.changed().await.is_ok();
        let html = open.then(|| Arc::clone(&receiver.borrow_and_update()));
        (receiver, html)
    })
}

impl Body for Stream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.over || self.ending.as_mut().poll(cx).is_ready() {
            self.over = true;
            return Poll::Ready(None);
        }
        if let Poll::Ready((receiver, html)) = self.next.as_mut().poll(cx) {
            let Some(html) = html else {
                self.over = true;
                return Poll::Ready(None);
            };
            self.next = following(receiver);
            self.alive = Box::pin(sleep(ALIVE));
            return Poll::Ready(Some(Ok(Frame::data(event(&html)))));
        }
        if self.alive.as_mut().poll(cx).is_ready() {
            self.alive = Box::pin(sleep(ALIVE));
            // Registers the new timer.
            cx.waker().wake_by_ref();
            return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b": alive\n\n")))));
        }
        Poll::Pending
    }
}

/// One event. JSON, because a line break inside would end the line of data.
fn event(html: &str) -> Bytes {
    let json = serde_json::Value::from(html).to_string();
    format!("data: {json}\n\n").into()
}
