//! Who follows chosen requests through all three moments, and may keep the head back.
//!
//! A recorder sees the end only and costs the same for every request. A witness chooses: for what it does not choose it costs one
//! question about the method, for what it does, one call of a table a moment.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::Request;
use bytes::Bytes;
use http::Method;

use super::{Exchange, Outcome};

/// What the head of a response waits for. Whoever makes one bounds its time: nothing else does.
pub type Hold = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Chooses requests at the gate. Called on the threads of the server: must neither wait, nor block, nor panic.
pub trait Witness: fmt::Debug + Send + Sync + 'static {
    /// Whether requests of this method may be chosen at all. Asked first, before anything is noted of a request.
    fn follows(&self, method: &Method) -> bool;

    /// Follows the request, or does not. May read its head, and leave something in its extensions for inner layers and handlers.
    ///
    /// A gate that waits, so that something is written before the handler runs, becomes a second answer here: a watch with a [`Hold`],
    /// for which `Handling` has the place.
    fn gate(&self, exchange: &Exchange, request: &mut Request) -> Option<Arc<dyn Watch>>;
}

/// Follows one request. Called on the threads of the server: must neither wait, nor block, nor panic.
pub trait Watch: fmt::Debug + Send + Sync + 'static {
    /// A part of the request's body passes on its way to the handler.
    fn arrives(&self, data: &Bytes);

    /// The request's body has passed as a whole.
    fn arrived(&self);

    /// A route of a provider says what is asked for: `console.sign_in`.
    fn asked(&self, action: &'static str) {
        let _ = action;
    }

    /// It says why that is refused.
    fn refused(&self, why: &'static str) {
        let _ = why;
    }

    /// There is a response, and its head is not sent yet: it waits for what is returned. Until then `exchange` knows neither outcome nor
    /// duration; `outcome` is what it will be if nothing comes between. Not called when the client has gone before.
    fn head(&self, exchange: &Exchange, outcome: Outcome) -> Option<Hold>;

    /// The response has ended. Called exactly once, like [`Recorder::end`](super::Recorder::end).
    fn end(&self, exchange: &Exchange);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use std::sync::Mutex;
    use std::task::{Context, Poll, Waker};

    use axum::Router;
    use axum::body::Body;
    use axum::routing::post;
    use http::StatusCode;
    use tokio::sync::Notify;
    use tower::Service;

    use super::*;
    use crate::kernel::request::{Path, wrap};

    /// Follows what is posted, and keeps heads back until it is told.
    #[derive(Clone, Debug, Default)]
    struct Waits(Arc<(Notify, Mutex<Vec<String>>)>);

    impl Waits {
        fn note(&self, note: String) {
            self.0.1.lock().unwrap().push(note);
        }

        fn notes(&self) -> Vec<String> {
            self.0.1.lock().unwrap().clone()
        }
    }

    impl Witness for Waits {
        fn follows(&self, method: &Method) -> bool {
            method == Method::POST
        }

        fn gate(&self, exchange: &Exchange, request: &mut Request) -> Option<Arc<dyn Watch>> {
            request.extensions_mut().insert("left by the gate");
            self.note(format!("gate {}", exchange.path()));
            (exchange.path() != "/other").then(|| Arc::new(self.clone()) as Arc<dyn Watch>)
        }
    }

    impl Watch for Waits {
        fn arrives(&self, data: &Bytes) {
            self.note(format!("arrives {}", data.len()));
        }

        fn arrived(&self) {
            self.note("arrived".to_owned());
        }

        fn head(&self, exchange: &Exchange, outcome: Outcome) -> Option<Hold> {
            self.note(format!("head {} {outcome}", exchange.status().unwrap().as_u16()));
            let shared = Arc::clone(&self.0);
            Some(Box::pin(async move { shared.0.notified().await }))
        }

        fn end(&self, exchange: &Exchange) {
            self.note(format!("end {} {}", exchange.outcome(), exchange.refused()));
        }
    }

    fn service(waits: &Waits) -> Router {
        let handler = |request: Request| async move {
            assert!(request.extensions().get::<&str>().is_some());
            axum::body::to_bytes(request.into_body(), 100)
                .await
                .map_or(StatusCode::BAD_REQUEST, |_| StatusCode::CREATED)
        };
        let path = Path { witness: Some(Arc::new(waits.clone())), body_limit: 10, ..Path::bare() };
        wrap(Router::new().route("/", post(handler).get(|| async {})), path)
    }

    fn ask(method: &str, path: &str, body: &'static str) -> Request {
        http::Request::builder().method(method).uri(path).body(Body::from(body)).unwrap()
    }

    #[tokio::test]
    async fn a_head_is_kept_back_until_it_is_let_go() {
        let waits = Waits::default();
        let mut answering = Box::pin(service(&waits).call(ask("POST", "/", "12345")));
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..3 {
            assert!(answering.as_mut().poll(&mut context).is_pending());
        }
        let before = ["gate /", "arrives 5", "arrived", "head 201 answered"];
        let notes = waits.notes();
        // A body says that it is at its end in more than one way.
        assert_eq!(notes.iter().filter(|note| *note != "arrived").count() + 1, before.len(), "{notes:?}");
        waits.0.0.notify_one();
        let Poll::Ready(Ok(response)) = answering.as_mut().poll(&mut context) else { panic!("it is let go") };
        assert_eq!(response.status(), 201);
        drop(response);
        assert_eq!(waits.notes().last().unwrap(), "end answered false");
    }

    #[tokio::test]
    async fn a_client_that_leaves_while_its_head_is_kept_back_ends_once() {
        let waits = Waits::default();
        let mut answering = Box::pin(service(&waits).call(ask("POST", "/", "")));
        assert!(answering.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        drop(answering);
        assert_eq!(waits.notes(), ["gate /", "head 201 answered", "end client_gone false"]);
    }

    #[tokio::test]
    async fn what_is_refused_passes_by_the_witness_and_what_is_not_chosen_costs_nothing() {
        let waits = Waits::default();
        waits.0.0.notify_one();
        let refused = service(&waits).call(ask("POST", "/", "more than ten")).await.unwrap();
        assert_eq!(refused.status(), 413);
        drop(refused);
        assert_eq!(waits.notes(), ["gate /", "head 413 answered", "end client_gone true"]);
        let waits = Waits::default();
        assert_eq!(service(&waits).call(ask("GET", "/", "")).await.unwrap().status(), 200);
        assert_eq!(service(&waits).call(ask("POST", "/other", "")).await.unwrap().status(), 404);
        assert_eq!(waits.notes(), ["gate /other"]);
    }
}
