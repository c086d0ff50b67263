//! The service's own layers beside the log: neither holds anything back from the other.

use std::sync::{Arc, Mutex};

use runa_schema::settings::Format;
use runa_schema::value::Level;
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::Context;
use tracing_subscriber::{Layer, Registry};

use super::super::install::Parts;
use super::{Kept, flush, json, settings, with_default};
use crate::kernel::layers::MakeLayers;
use crate::kernel::tail::Tail;

/// Keeps the levels of the events that it sees, and the spans round them.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>> Layer<S> for Seen {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let span = context.event_span(event).map_or("", |span| span.name());
        self.0.lock().unwrap().push(format!("{span} {}", event.metadata().level()));
    }
}

/// What a log of level `info` says beside a layer.
fn logged(layer: impl Layer<Registry> + Send + Sync) -> Vec<String> {
    let kept = Kept::open();
    let mut settings = settings(Format::Json);
    settings.level = Level::Info;
    let layer = MakeLayers::make(|_: &str| layer, "test");
    let parts =
        Parts::new(settings, Box::new(kept.clone()), (false, false), Tail::default(), Some(layer), false).unwrap();
    with_default(&parts.dispatch, || {
        let _entered = tracing::debug_span!("fine").entered();
        tracing::trace!("trace");
        tracing::debug!("debug");
        let _entered = tracing::info_span!("coarse", answer = 42).entered();
        tracing::info!("info");
        tracing::error!("error");
    });
    flush(&parts.log);
    kept.text().lines().map(str::to_owned).collect()
}

fn assert_logged(lines: &[String]) {
    let messages: Vec<_> = lines.iter().map(|line| json(line)["message"].clone()).collect();
    assert_eq!(messages, ["info", "error"]);
    let spans = &json(&lines[0])["spans"];
    assert_eq!((spans.as_array().map(Vec::len), &spans[0]["answer"]), (Some(1), &42.into()), "{spans}");
}

#[test]
fn a_layer_sees_what_the_log_is_not_told() {
    let seen = Seen::default();
    assert_logged(&logged(seen.clone()));
    assert_eq!(*seen.0.lock().unwrap(), ["fine TRACE", "fine DEBUG", "coarse INFO", "coarse ERROR"]);
}

#[test]
fn a_layer_with_a_filter_of_its_own_takes_nothing_from_the_log() {
    let seen = Seen::default();
    assert_logged(&logged(seen.clone().with_filter(LevelFilter::ERROR)));
    assert_eq!(*seen.0.lock().unwrap(), [" ERROR"]);
}

#[test]
fn no_layer_is_a_layer_too() {
    assert_logged(&logged(None::<Seen>));
    assert_logged(&logged(Vec::<Box<dyn Layer<Registry> + Send + Sync>>::new()));
}
