//! The access log: a line for each request, encoded straight from what the request path knows.
//!
//! It is not a tracing event. What that would cost, and what this costs, is in docs/performance.md.

use std::time::SystemTime;

use runa_schema::settings::AccessSettings;
use tracing::Level;
use tracing_subscriber::filter::Targets;

use super::layer::trace;
use super::line::{Form, Line, encode, key};
use super::sink::Sink;
use crate::kernel::request::{Exchange, Outcome, Recorder};

/// The target of its lines.
const TARGET: &str = "http";

/// Logs requests.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    settings: AccessSettings,
    form: Form,
    sink: Sink,
    /// The most that the filter lets through for [`TARGET`].
    most: Option<Level>,
}

impl Access {
    pub(super) fn new(settings: AccessSettings, filter: &Targets, form: Form, sink: Sink) -> Self {
        let levels = [Level::INFO, Level::WARN, Level::ERROR];
        let most = levels.into_iter().find(|level| filter.would_enable(TARGET, level));
        Self { settings, form, sink, most }
    }

    fn level(&self, exchange: &Exchange) -> Level {
        let status = exchange.status().map_or(0, |status| status.as_u16());
        if failed(exchange) {
            Level::ERROR
        } else if (status >= 400 && !exchange.unready())
            || exchange.outcome() != Outcome::Answered
            || self.settings.slow.is_some_and(|slow| exchange.duration() > slow)
        {
            Level::WARN
        } else {
            Level::INFO
        }
    }

    fn skips(&self, exchange: &Exchange) -> bool {
        let listed = |path: &str| {
            let skip = self.settings.skip.as_deref().unwrap_or_default();
            skip.iter().any(|skip| skip.covers(path))
        };
        (exchange.internal() || listed(exchange.path())) && !failed(exchange)
    }
}

/// Whether the service failed, not its client.
fn failed(exchange: &Exchange) -> bool {
    // While the process drains, each probe of a healthy rollout has such an answer.
    (exchange.status().is_some_and(|status| status.is_server_error()) && !exchange.unready())
        || matches!(exchange.outcome(), Outcome::Failed | Outcome::Panicked | Outcome::GivenUp)
}

impl Recorder for Access {
    fn end(&self, exchange: &Exchange) {
        let level = self.level(exchange);
        if self.most.is_none_or(|most| level > most) || self.skips(exchange) {
            return;
        }
        encode(
            self.form,
            SystemTime::now(),
            level,
            TARGET,
            |line| write(exchange, line),
            // Only what the service itself did wrong cannot wait: clients that ask for nonsense must not make it write often.
            |line| self.sink.push(line, level == Level::ERROR),
        );
    }
}

fn write(exchange: &Exchange, line: &mut Line) {
    line.message(format_args!("request"));
    line.own(key!("method"));
    line.word(exchange.method().as_str());
    line.own(key!("path"));
    line.client(exchange.path().as_bytes());
    line.own(key!("route"));
    match exchange.route() {
        Some(route) => line.client(route.as_bytes()),
        None => line.plain("null"),
    }
    line.own(key!("status"));
    match exchange.status() {
        Some(status) => line.plain(status.as_str()),
        None => line.plain("null"),
    }
    line.own(key!("duration_ms"));
    line.millis(exchange.duration());
    line.own(key!("bytes"));
    line.integer(exchange.bytes());
    if exchange.peer().is_some() {
        line.own(key!("client"));
        match exchange.client() {
            Some(client) => line.address(client),
            None => line.text("unix"),
        }
    }
    line.own(key!("request_id"));
    line.opaque(exchange.id().as_bytes());
    trace(exchange.trace_id(), line);
    if let Some(agent) = exchange.user_agent() {
        line.own(key!("user_agent"));
        line.client(agent.as_bytes());
    }
    if exchange.outcome() != Outcome::Answered {
        line.own(key!("outcome"));
        line.word(exchange.outcome().as_str());
    }
}
