//! Records as lines of a file.
//!
//! Promises: a batch is in the file as a whole or not at all, and a torn last line of an earlier process is cut off before the first
//! record is written. In mode `sync` a batch is synced before it counts as written. In mode `async` it is in the hands of the system when it
//! counts as written, so it survives the death of the process; it is synced within a second, which is what a power cut can take, and at the end.

mod append;
mod repair;
mod rotate;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use super::drive::Output;
use super::ledger::Batch;
use crate::kernel::clock::Clock;
use crate::kernel::metrics::Histogram;
use append::Open;
pub(super) use repair::Repaired;
use rotate::Rotation;

/// How long records may be unsynced, in mode `async`.
const UNSYNCED: Duration = Duration::from_secs(1);

/// What the file is to be.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) path: PathBuf,
    pub(super) size: Option<u64>,
    pub(super) every: Option<Duration>,
    pub(super) keep: Option<u32>,
    /// Whether each batch is synced.
    pub(super) sync: bool,
}

/// The file, and how it is kept.
#[derive(Debug)]
pub(super) struct File {
    rotation: Rotation,
    sync: bool,
    open: Option<Open>,
    /// Since when there is something that is not synced.
    unsynced: Option<Instant>,
    /// What has happened to the file and belongs into it: a record, but for its time and id.
    events: Vec<String>,
    boot: String,
    base: std::sync::Arc<[u8]>,
    made: u64,
    clock: Clock,
    sync_seconds: Histogram,
}

impl File {
    /// Opens it, with what an earlier process left torn cut off. `Err` says what is wrong.
    pub(super) fn open(
        wanted: Wanted,
        boot: &str,
        base: std::sync::Arc<[u8]>,
        sync_seconds: Histogram,
    ) -> Result<(Self, Option<Repaired>), String> {
        let rotation = Rotation { path: wanted.path, size: wanted.size, every: wanted.every, keep: wanted.keep };
        let (open, repaired) = Open::first(&rotation.path).map_err(|error| error.to_string())?;
        let mut file = Self {
            rotation,
            sync: wanted.sync,
            open: Some(open),
            unsynced: None,
            events: Vec::new(),
            boot: boot.to_owned(),
            base,
            made: 0,
            clock: Clock::default(),
            sync_seconds,
        };
        if let Some(repaired) = repaired {
            file.events.push(repaired.record());
        }
        Ok((file, repaired))
    }

    /// Makes sure that the file is the one at its path, not grown too large or old.
    fn ready(&mut self) -> Result<(), String> {
        if let Some(open) = &mut self.open {
            match open.changed(&self.rotation.path) {
                None => {}
                Some(change) => {
                    tracing::warn!(target: "runa", path = %self.rotation.path.display(), "the audit file {}", change.what());
                    self.events.push(change.record());
                    if change.is_gone() {
                        self.open = None;
                    }
                }
            }
        }
        if let Some(open) = &self.open
            && self.rotation.is_due(open)
        {
            self.sync_now()?;
            self.rotation.turn().map_err(|error| format!("it cannot be rotated: {error}"))?;
            self.open = None;
        }
        if self.open.is_none() {
            self.open = Some(Open::again(&self.rotation.path).map_err(|error| error.to_string())?);
        }
        Ok(())
    }

    /// Puts the records of events before the lines.
    fn with_events(&mut self, lines: &[u8]) -> Option<Vec<u8>> {
        if self.events.is_empty() {
            return None;
        }
        let mut all = Vec::with_capacity(lines.len() + 512 * self.events.len());
        for event in &self.events {
            all.extend_from_slice(b"{\"time\":\"");
            self.clock.write(SystemTime::now(), &mut all);
            self.made += 1;
            all.extend_from_slice(format!("\",\"id\":\"{}-file-{}\",", self.boot, self.made).as_bytes());
            all.extend_from_slice(&self.base);
            all.extend_from_slice(event.as_bytes());
            all.extend_from_slice(b"}\n");
        }
        all.extend_from_slice(lines);
        Some(all)
    }

    fn sync_now(&mut self) -> Result<(), String> {
        let Some(open) = &self.open else { return Ok(()) };
        if self.unsynced.is_none() {
            return Ok(());
        }
        let begun = Instant::now();
        let synced = open.sync();
        self.sync_seconds.observe(begun.elapsed().as_secs_f64());
        match synced {
            Ok(()) => self.unsynced = None,
            Err(error) => {
                // What the system has not written it may have forgotten, and a second sync would say that all is well. So this file is
                // left as it is, and what is not known to be safe goes into another one.
                self.open = None;
                self.unsynced = None;
                if let Err(error) = self.rotation.turn() {
                    tracing::error!(target: "runa", "the audit file that could not be synced cannot be renamed: {error}");
                }
                self.events.push(",\"action\":\"audit.sync_failed\",\"success\":false".to_owned());
                return Err(format!("it could not be synced, so a new one is begun: {error}"));
            }
        }
        Ok(())
    }
}

impl Output for File {
    fn write(&mut self, batch: &mut Batch) -> Result<(), String> {
        self.ready()?;
        let with_events = self.with_events(batch.rest());
        let lines = with_events.as_deref().unwrap_or_else(|| batch.rest());
        let Some(open) = &mut self.open else { return Err("it is not open".to_owned()) };
        open.append(lines).map_err(|error| error.to_string())?;
        self.unsynced.get_or_insert_with(Instant::now);
        if self.sync || batch.is_awaited() || self.unsynced.is_some_and(|since| since.elapsed() >= UNSYNCED) {
            self.sync_now()?;
        }
        self.events.clear();
        let length = batch.rest().len();
        batch.wrote(length, 0);
        Ok(())
    }

    fn due(&self) -> Option<Instant> {
        Some(self.unsynced? + UNSYNCED)
    }

    fn tick(&mut self) -> Result<(), String> {
        self.sync_now()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // What came after the last flush.
        let _ = self.sync_now();
    }
}
