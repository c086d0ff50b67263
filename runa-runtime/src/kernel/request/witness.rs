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

    /// There is a response, and its head is not sent yet: it waits for what is returned. Until then `exchange` knows neither outcome nor
    /// duration; `outcome` is what it will be if nothing comes between. Not called when the client has gone before.
    fn head(&self, exchange: &Exchange, outcome: Outcome) -> Option<Hold>;

    /// The response has ended. Called exactly once, like [`Recorder::end`](super::Recorder::end).
    fn end(&self, exchange: &Exchange);
}
