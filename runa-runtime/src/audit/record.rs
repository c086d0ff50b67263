//! What a record holds, in which order.
//!
//! Time, id and sequence number are not here: whoever takes the record gives it those, so that their order is that of the file.

use std::time::Duration;

use super::entry::Entry;
use super::fields::{self, Fields, key};
use super::follow::{Followed, State};
use super::mask::{self, Names, Scratch};
use super::office::Office;
use super::said::Said;
use super::{capture, id};
use crate::kernel::request::{Exchange, Outcome};
use crate::kernel::text::Escape;

/// Longest path. It is the one field beside the input that a client can make long, and names what was asked for.
const PATH: usize = 4 << 10;
/// Longest text that a client or the service chooses.
const TEXT: usize = 1 << 10;

/// What is known of the end, when the record is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) outcome: Outcome,
    pub(super) duration: Duration,
    /// The response has ended, not only its head been made.
    pub(super) ended: bool,
}

impl Moment {
    fn outcome(self, exchange: &Exchange) -> &'static str {
        if exchange.refused() && self.outcome == Outcome::Answered { "refused" } else { self.outcome.as_str() }
    }

    fn success(self, exchange: &Exchange) -> bool {
        self.outcome == Outcome::Answered && exchange.status().is_some_and(|status| status.as_u16() < 400)
    }
}

/// The record of a request.
pub(super) fn encode<T>(
    followed: &Followed,
    state: &State,
    exchange: &Exchange,
    moment: Moment,
    take: impl FnOnce(&[u8]) -> T,
) -> T {
    fields::encode(|fields, scratch| write(followed, state, exchange, moment, fields, scratch), take)
}

fn write(
    followed: &Followed,
    state: &State,
    exchange: &Exchange,
    moment: Moment,
    fields: &mut Fields<'_>,
    scratch: &mut Scratch,
) {
    let office = &*followed.office;
    let (names, said) = (&office.names, &state.said);
    fields.raw(&office.base);
    fields.raw(key!("method"));
    fields.word(exchange.method().as_str());
    fields.raw(key!("path"));
    let (path, route) = (exchange.path(), exchange.route());
    fields.quoted(PATH, Escape::Json, |place| mask::path(path, route, names, scratch, place));
    fields.raw(key!("route"));
    match route {
        Some(route) => fields.text(route.as_bytes(), TEXT, Escape::Json),
        None => fields.raw(b"null"),
    }
    text(key!("action"), said.action.as_deref(), fields);
    if let Some(resource) = &said.resource {
        fields.raw(key!("resource"));
        fields.quoted(TEXT, Escape::Json, |place| mask::template(resource, (path, route), names, scratch, place));
    }
    fields.raw(key!("status"));
    match exchange.status() {
        Some(status) => fields.raw(status.as_str().as_bytes()),
        None => fields.raw(b"null"),
    }
    let success = moment.success(exchange);
    fields.raw(key!("success"));
    fields.bool(success);
    if let Some(error) = said.error.as_deref().or_else(|| (!success).then(|| reason(exchange, moment))) {
        text(key!("error"), Some(error), fields);
    }
    fields.raw(key!("duration_ms"));
    fields.millis(moment.duration);
    actor(said, fields);
    text(key!("guard"), said.guard.as_deref(), fields);
    if exchange.peer().is_some() {
        fields.raw(key!("client"));
        match exchange.client() {
            Some(client) => fields.address(client),
            None => fields.raw(b"\"unix\""),
        }
    }
    if let Some(agent) = exchange.user_agent() {
        fields.raw(key!("user_agent"));
        fields.text(agent.as_bytes(), TEXT, Escape::Json);
    }
    fields.raw(key!("request_id"));
    fields.text(exchange.id().as_str().as_bytes(), TEXT, Escape::Json);
    trace(exchange.trace_id(), fields);
    // What is sent to runa's own routes may be what signs in there.
    if !exchange.internal() && office.policy.captures {
        capture::write((exchange.query(), &followed.content, &state.intake), &office.policy, names, scratch, fields);
    }
    meta(said, names, scratch, fields);
    fields.raw(key!("bytes_in"));
    fields.number(state.intake.length);
    if moment.ended {
        fields.raw(key!("bytes_out"));
        fields.number(exchange.bytes());
    }
    fields.raw(key!("outcome"));
    fields.word(moment.outcome(exchange));
}

/// The second record of a request whose response did not end as the first one says.
pub(super) fn encode_end<T>(
    office: &Office,
    of: u64,
    exchange: &Exchange,
    moment: Moment,
    take: impl FnOnce(&[u8]) -> T,
) -> T {
    let write = |fields: &mut Fields<'_>, _: &mut Scratch| {
        fields.raw(&office.base);
        fields.raw(b",\"of\":\"");
        id::write(&office.boot, of, fields.out());
        fields.raw(b"\"");
        fields.raw(key!("request_id"));
        fields.text(exchange.id().as_str().as_bytes(), TEXT, Escape::Json);
        fields.raw(key!("success"));
        fields.bool(moment.success(exchange));
        text(key!("error"), Some(reason(exchange, moment)), fields);
        fields.raw(key!("duration_ms"));
        fields.millis(moment.duration);
        fields.raw(key!("bytes_out"));
        fields.number(exchange.bytes());
        fields.raw(key!("outcome"));
        fields.word(moment.outcome(exchange));
    };
    fields::encode(write, take)
}

/// A record of the service's own.
pub(super) fn encode_entry<T>(office: &Office, entry: &Entry, take: impl FnOnce(&[u8]) -> T) -> T {
    let write = |fields: &mut Fields<'_>, scratch: &mut Scratch| {
        let said = &entry.said;
        fields.raw(&office.base);
        text(key!("action"), said.action.as_deref(), fields);
        text(key!("resource"), said.resource.as_deref(), fields);
        fields.raw(key!("success"));
        fields.bool(said.error.is_none());
        text(key!("error"), said.error.as_deref(), fields);
        actor(said, fields);
        crate::kernel::request::with_current(|context| {
            if let Some(id) = context.request_id() {
                fields.raw(key!("request_id"));
                fields.text(id.as_str().as_bytes(), TEXT, Escape::Json);
            }
            trace(context.trace_id(), fields);
        });
        meta(said, &office.names, scratch, fields);
    };
    fields::encode(write, take)
}

/// Why it did not succeed. What a panic said is not here: it may hold what the client sent.
fn reason(exchange: &Exchange, moment: Moment) -> &'static str {
    match moment.outcome {
        Outcome::Answered => {
            exchange.status().and_then(|status| status.canonical_reason()).unwrap_or("refused by the service")
        }
        Outcome::Failed => "the body of the response failed on its way",
        Outcome::Panicked => "the handler panicked",
        Outcome::TimedOut => "it took too long",
        Outcome::ClientGone => "the client went away",
        Outcome::GivenUp => "the process ended and waited no longer",
    }
}

/// Hexadecimal digits, if there are any.
fn trace(id: Option<&str>, fields: &mut Fields<'_>) {
    if let Some(id) = id {
        fields.raw(key!("trace_id"));
        fields.word(id);
    }
}

fn text(key: &[u8], value: Option<&str>, fields: &mut Fields<'_>) {
    if let Some(value) = value {
        fields.raw(key);
        fields.text(value.as_bytes(), TEXT, Escape::Json);
    }
}

fn actor(said: &Said, fields: &mut Fields<'_>) {
    if said.actor.is_none() && said.actor_name.is_none() {
        return;
    }
    fields.raw(b",\"actor\":{\"id\":");
    match &said.actor {
        Some(id) => fields.text(id.as_bytes(), TEXT, Escape::Json),
        None => fields.raw(b"null"),
    }
    text(key!("name"), said.actor_name.as_deref(), fields);
    fields.raw(b"}");
}

fn meta(said: &Said, names: &Names, scratch: &mut Scratch, fields: &mut Fields<'_>) {
    for (index, (name, value)) in said.meta.iter().enumerate() {
        fields.raw(if index == 0 { b",\"meta\":{" } else { b"," });
        fields.text(name.as_bytes(), TEXT, Escape::Json);
        fields.raw(b":");
        if names.cover(name, scratch) {
            fields.raw(names.value());
        } else {
            fields.value(value, TEXT);
        }
    }
    if !said.meta.is_empty() {
        fields.raw(b"}");
    }
}
