//! `memory`: this process alone.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;
use tokio::time::timeout;

use super::driver::{Answer, Beat, Beaten, Change, Driver, Listing, Mark, Position, Standing};
use super::instance::Record;
use crate::kernel::Error;

/// How long [`Driver::changes`] waits.
const PATIENCE: Duration = Duration::from_secs(5);

/// It has one instance, or none. What it has is never lost, so there is one epoch.
#[derive(Debug)]
pub(super) struct Memory {
    service: &'static str,
    held: Mutex<Held>,
    version: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Held {
    /// Who was here last.
    id: String,
    record: Option<Record>,
}

impl Memory {
    pub(super) fn new(service: &'static str) -> Self {
        Self { service, held: Mutex::default(), version: watch::Sender::new(0) }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // What is in it is replaced as a whole.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn mark(&self, now: u64) -> Mark {
        Mark { epoch: "memory".into(), version: *self.version.borrow(), now, grace: false }
    }

    fn beaten(&self, beat: Beat<'_>) -> crate::kernel::Result<Beaten> {
        let now = now();
        let body = serde_json::from_str(beat.body).map_err(|error| Error::new(error.to_string()))?;
        let mut held = self.held();
        let before = held.record.take();
        let (incarnation, started) = before.as_ref().map_or_else(
            || (now.max(1), now.saturating_sub(milliseconds(beat.uptime))),
            |record| (record.incarnation, record.started),
        );
        let until = now + milliseconds(beat.ttl);
        let same = before.is_some_and(|before| serde_json::to_string(&before.body).is_ok_and(|text| text == beat.body));
        beat.id.clone_into(&mut held.id);
        held.record = Some(Record { id: beat.id.to_owned(), incarnation, started, body, until });
        drop(held);
        if !same {
            self.version.send_modify(|version| *version += 1);
        }
        Ok(Beaten { standing: Standing::Held, incarnation, started, mark: self.mark(now), next: None, count: 1 })
    }

    async fn after(&self, position: &Position) -> Vec<Change> {
        let mut versions = self.version.subscribe();
        let Ok(Ok(version)) = timeout(PATIENCE, versions.wait_for(|version| *version > position.version)).await else {
            return Vec::new();
        };
        let position = Position { version: *version, ..position.clone() };
        drop(version);
        let held = self.held();
        vec![Change { position, id: held.id.clone(), record: held.record.clone() }]
    }
}

impl Driver for Memory {
    fn beat<'a>(&'a self, beat: Beat<'a>) -> Answer<'a, Beaten> {
        Box::pin(std::future::ready(self.beaten(beat)))
    }

    fn leave<'a>(&'a self, _: &'a str, _: u64, _: Duration) -> Answer<'a, ()> {
        self.held().record = None;
        self.version.send_modify(|version| *version += 1);
        Box::pin(std::future::ready(Ok(())))
    }

    fn list(&self) -> Answer<'_, Listing> {
        let mark = self.mark(now());
        let records = self.held().record.iter().cloned().collect();
        Box::pin(std::future::ready(Ok(Listing { service: self.service, records, mark, cursor: String::new() })))
    }

    fn times(&self) -> Answer<'_, Vec<(String, u64)>> {
        let times = self.held().record.iter().map(|record| (record.id.clone(), record.until)).collect();
        Box::pin(std::future::ready(Ok(times)))
    }

    fn changes<'a>(&'a self, position: &'a Position) -> Answer<'a, Vec<Change>> {
        Box::pin(async move { Ok(self.after(position).await) })
    }

    fn away(&self) -> Option<String> {
        None
    }

    fn back(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

fn now() -> u64 {
    milliseconds(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
