//! What Redis answers, made into what the provider knows. Whatever somebody else may have written there, none of it panics: an entry that is
//! not understood is passed over.

use std::collections::HashMap;
use std::time::Duration;

use redis::streams::{StreamId, StreamRangeReply, StreamReadReply};

use crate::cluster::driver::{Beaten, Change, Listing, Mark, Position, Standing};
use crate::cluster::instance::Record;
use crate::kernel::{Error, Result};

/// Standing, incarnation, start, epoch, version, now, grace, first expiry, count.
pub(super) type Raw = (String, u64, u64, String, u64, u64, u64, u64, usize);

pub(super) fn beaten(raw: Raw) -> Result<Beaten> {
    let (standing, incarnation, started, epoch, version, now, grace, first, count) = raw;
    let standing = match standing.as_str() {
        "held" => Standing::Held,
        "taken" => Standing::Taken,
        "unknown" => Standing::Unknown,
        other => return Err(Error::new(format!("redis answers a heartbeat with `{other}`, which is not understood"))),
    };
    // Whoever should have expired by now does so when the time of grace is over.
    let next = (first > 0).then(|| Duration::from_millis(first.max(grace).saturating_sub(now)));
    Ok(Beaten { standing, incarnation, started, mark: Mark { epoch, version, now, grace: now < grace }, next, count })
}

pub(super) fn listing(
    service: &'static str,
    (seconds, micros): (u64, u64),
    (epoch, version, grace): (Option<String>, Option<u64>, Option<u64>),
    beats: Vec<(String, f64)>,
    mut instances: HashMap<String, String>,
    last: StreamRangeReply,
) -> Listing {
    let now = seconds * 1000 + micros / 1000;
    let records = beats
        .into_iter()
        .filter_map(|(id, until)| {
            let value = instances.remove(&id)?;
            record(id, &value, whole(until))
        })
        .collect();
    let mark = Mark {
        epoch: epoch.unwrap_or_default(),
        version: version.unwrap_or_default(),
        now,
        grace: grace.is_some_and(|grace| now < grace),
    };
    let cursor = last.ids.into_iter().next().map_or_else(|| "0-0".to_owned(), |entry| entry.id);
    Listing { service, records, mark, cursor }
}

pub(super) fn changes(read: &StreamReadReply) -> Vec<Change> {
    read.keys.iter().flat_map(|key| &key.ids).map(change).collect()
}

/// An entry that is not understood has no version, so that the whole list is read instead.
fn change(entry: &StreamId) -> Change {
    let text = |name: &str| entry.get::<String>(name).unwrap_or_default();
    let number = |name: &str| entry.get::<u64>(name).unwrap_or_default();
    let (id, value) = (text("id"), text("value"));
    let record = if value.is_empty() { None } else { record(id.clone(), &value, number("until")) };
    let position = Position { epoch: text("epoch"), version: number("version"), cursor: entry.id.clone() };
    Change { position, id, record }
}

/// An incarnation, a start, and what the instance tells of itself.
fn record(id: String, value: &str, until: u64) -> Option<Record> {
    let mut parts = value.splitn(3, ' ');
    let incarnation = parts.next()?.parse().ok()?;
    let started = parts.next()?.parse().ok()?;
    let body = serde_json::from_str(parts.next()?).ok()?;
    Some(Record { id, incarnation, started, body, until })
}

/// A score, which Redis keeps as a float.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what is no time becomes the nearest one")]
pub(super) fn whole(score: f64) -> u64 {
    score.round() as u64
}
