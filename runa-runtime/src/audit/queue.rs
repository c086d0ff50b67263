//! Records as jobs of a queue.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::runtime::Handle;

use super::custom::within;
use super::drive::Output;
use super::ledger::Batch;

/// One audit record, as a job of the queue that `audit` writes to: what its handler gets.
///
/// A job is the record itself, a JSON object. It may come twice, as jobs do; its `id` stays the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Record(Box<RawValue>);

impl Record {
    /// The record as JSON.
    pub fn json(&self) -> &str {
        self.0.get()
    }

    /// The record as a type of the service's own, with the fields that it wants to know.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.0.get())
    }
}

/// A push that is under way.
pub(super) type Push = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// Where jobs are pushed.
pub(super) trait Jobs: Send + 'static {
    fn push(&self, record: Record) -> Push;
}

#[cfg(feature = "queue")]
impl Jobs for crate::Queue {
    fn push(&self, record: Record) -> Push {
        let queue = self.clone();
        Box::pin(async move { queue.push(&record).await.map(drop).map_err(|error| error.to_string()) })
    }
}

/// Pushes records one by one, in their order.
pub(super) struct Queue {
    pub(super) jobs: Box<dyn Jobs>,
    pub(super) runtime: Handle,
    pub(super) timeout: Duration,
}

impl Output for Queue {
    fn write(&mut self, batch: &mut Batch) -> Result<(), String> {
        while let Some((line, _)) = batch.first() {
            let length = line.len();
            let record = serde_json::from_slice(line).map_err(|error| format!("a record is no JSON: {error}"))?;
            within(&self.runtime, self.timeout, self.jobs.push(record))?;
            batch.wrote(length, 1);
        }
        Ok(())
    }
}
