//! The layer that turns tracing's events into lines.

use std::fmt;
use std::time::SystemTime;

use runa_schema::value::{self, Named};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::line::{Form, Line, encode, key};
use super::sink::Sink;
use super::span;
use crate::kernel::request;

/// Encodes events that the filter lets through.
#[derive(Debug)]
pub(super) struct LogLayer {
    pub(super) filter: Targets,
    /// Whether lines bear the ids of the request.
    pub(super) context: bool,
    pub(super) form: Form,
    pub(super) sink: Sink,
}

/// Beginnings of the targets of the libraries below a service, which tell of each frame and each poll. What is more detailed than `info`
/// is logged of them only if `targets` names them.
const QUIET: [&str; 6] = ["h2::", "hyper::", "hyper_util::", "mio::", "tokio_util::", "tower::"];

/// Targets that are runa's own: where in runa an event was made tells its user nothing.
const OURS: [&str; 2] = ["runa", "http"];

/// What is logged: `level`, and other levels for targets by the beginning of their name, the longest first.
pub(super) fn filter(level: value::Level, targets: Option<&Named<value::Level>>) -> Targets {
    let targets = targets.map_or(&[][..], |targets| &targets.0);
    let named = |quiet: &str| targets.iter().any(|(name, _)| quiet.starts_with(name.as_str()));
    let quiet = level.min(value::Level::Info);
    Targets::new()
        .with_default(level_filter(level))
        .with_targets(QUIET.into_iter().filter(|target| !named(target)).map(|target| (target, level_filter(quiet))))
        .with_targets(targets.iter().map(|(name, level)| (name, level_filter(*level))))
}

/// Lets everything through.
pub(super) fn everything() -> Targets {
    Targets::new().with_default(LevelFilter::TRACE)
}

const fn level_filter(level: value::Level) -> LevelFilter {
    match level {
        value::Level::Off => LevelFilter::OFF,
        value::Level::Error => LevelFilter::ERROR,
        value::Level::Warn => LevelFilter::WARN,
        value::Level::Info => LevelFilter::INFO,
        value::Level::Debug => LevelFilter::DEBUG,
        value::Level::Trace => LevelFilter::TRACE,
    }
}

impl<S> Layer<S> for LogLayer
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        // The answer is remembered at the place in the code: what is filtered out costs one load there.
        Layer::<S>::register_callsite(&self.filter, metadata)
    }

    fn enabled(&self, metadata: &Metadata<'_>, context: Context<'_, S>) -> bool {
        Layer::<S>::enabled(&self.filter, metadata, context)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Layer::<S>::max_level_hint(&self.filter)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(span::Fields::new(attributes, self.form));
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<span::Fields>()
        {
            fields.record(values);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let metadata = event.metadata();
        let level = *metadata.level();
        encode(
            self.form,
            SystemTime::now(),
            level,
            metadata.target(),
            |line| {
                let mut fields = Fields { line, message: true };
                event.record(&mut fields);
                line.add();
                // Of the request for which this thread works, so that lines and request can be found by each other.
                if self.context {
                    request::with_current(|context| {
                        if let Some(id) = context.request_id() {
                            line.own(key!("request_id"));
                            line.text(id.as_str());
                        }
                        trace(context.trace_id(), line);
                    });
                }
                if level <= Level::WARN
                    && !OURS.contains(&metadata.target())
                    && let Some(file) = metadata.file()
                {
                    line.own(key!("source"));
                    let number = metadata.line().unwrap_or_default();
                    line.shown(format_args!("{file}:{number}"));
                }
                if let Some(scope) = context.event_scope(event) {
                    span::write(scope.from_root(), line);
                }
            },
            |line| self.sink.push(line, level <= Level::WARN),
        );
    }
}

/// The id of a trace, if there is one.
pub(super) fn trace(id: Option<&str>, line: &mut Line) {
    if let Some(id) = id {
        line.own(key!("trace_id"));
        // Hexadecimal digits.
        line.word(id);
    }
}

/// Writes the fields of an event or a span.
pub(super) struct Fields<'a> {
    pub(super) line: &'a mut Line,
    /// Whether a field `message` is the message of the line.
    pub(super) message: bool,
}

impl Fields<'_> {
    /// Writes a field, if there is room.
    fn field(&mut self, field: &Field, value: impl FnOnce(&mut Line)) {
        // `name` is a key of every span's own.
        let name = if field.name() == "name" && !self.message { "field.name" } else { field.name() };
        if self.line.field(name) {
            value(self.line);
        }
    }
}

impl Visit for Fields<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if value.is_finite() {
            // Shortest text that reads back as the same number, and a number in JSON too.
            self.field(field, |line| line.number(format_args!("{value:?}")));
        } else {
            self.field(field, |line| line.shown(format_args!("{value}")));
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.field(field, |line| line.integer(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.field(field, |line| line.integer(value));
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.field(field, |line| line.integer(value));
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.field(field, |line| line.integer(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.field(field, |line| line.plain(if value { "true" } else { "false" }));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if self.message && field.name() == "message" {
            self.line.message(format_args!("{value}"));
        } else {
            self.field(field, |line| line.text(value));
        }
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.field(field, |line| line.shown(format_args!("{}", Chain(value))));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if self.message && field.name() == "message" {
            self.line.message(format_args!("{value:?}"));
        } else {
            self.field(field, |line| line.shown(format_args!("{value:?}")));
        }
    }
}

/// An error and what caused it.
struct Chain<'a>(&'a (dyn std::error::Error + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
