//! The default of a thread whose app has not installed its subscriber yet.

use std::sync::{Arc, OnceLock};

use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Dispatch, Event, Metadata, Subscriber};
use tracing_core::span::Current;

/// Hands everything to a dispatch that comes later; until then nothing is heard.
///
/// It cannot let `Dispatch::downcast_ref` through, which would be `unsafe`; so threads put the dispatch itself in its place when they next
/// look.
#[derive(Debug, Default)]
pub(super) struct Relay(pub(super) Arc<OnceLock<Dispatch>>);

impl Subscriber for Relay {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        self.0.get().map_or_else(Interest::never, |to| to.register_callsite(metadata))
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.0.get().is_some_and(|to| to.enabled(metadata))
    }

    /// It wants nothing of its own. tracing lets through what the most talkative dispatch of the process may want, and who says nothing here
    /// may want everything: then each `trace!` would be looked at. The dispatch to which this hands on speaks for itself.
    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::OFF)
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        // Asked only for what is enabled, so there is one.
        self.0.get().map_or_else(|| Id::from_u64(u64::MAX), |to| to.new_span(span))
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        self.0.get().into_iter().for_each(|to| to.record(span, values));
    }

    fn record_follows_from(&self, span: &Id, follows: &Id) {
        self.0.get().into_iter().for_each(|to| to.record_follows_from(span, follows));
    }

    fn event(&self, event: &Event<'_>) {
        self.0.get().into_iter().for_each(|to| to.event(event));
    }

    fn enter(&self, span: &Id) {
        self.0.get().into_iter().for_each(|to| to.enter(span));
    }

    fn exit(&self, span: &Id) {
        self.0.get().into_iter().for_each(|to| to.exit(span));
    }

    fn clone_span(&self, id: &Id) -> Id {
        self.0.get().map_or_else(|| id.clone(), |to| to.clone_span(id))
    }

    fn try_close(&self, id: Id) -> bool {
        self.0.get().is_some_and(|to| to.try_close(id))
    }

    fn current_span(&self) -> Current {
        self.0.get().map_or_else(Current::none, Dispatch::current_span)
    }
}
