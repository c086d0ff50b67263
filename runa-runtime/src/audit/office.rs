//! What all records of one process share: names, masks, who writes, and what waiting for a writer means.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::capture::Policy;
use super::complaint::Complaint;
use super::ledger::{Handed, Ledger};
use super::mask::Names;
use super::metrics::Counts;
use crate::kernel::metrics::Counter;
use crate::kernel::request::Hold;

/// The office of one process.
#[derive(Debug)]
pub(super) struct Office {
    /// Whether heads wait until their record is safe.
    pub(super) sync: bool,
    pub(super) accept_loss: bool,
    /// What every record says of the process: the inside of a JSON object.
    pub(super) base: Arc<[u8]>,
    /// What ids begin with.
    pub(super) boot: String,
    pub(super) names: Names,
    pub(super) policy: Policy,
    pub(super) write_timeout: Duration,
    pub(super) ledger: Arc<Ledger>,
    /// Responses that went out before their record was safe.
    pub(super) unsafe_responses: Counter,
    pub(super) complaint: Complaint,
}

/// What became of a record that somebody waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Safe,
    /// A writer has not taken it, or said that it cannot write now.
    Failed,
    /// It was not safe in time.
    Late,
}

impl Office {
    /// Takes a record of a request. Gives its number and, where heads wait, what they wait for.
    pub(super) fn hand_over(self: &Arc<Self>, time: SystemTime, fields: &[u8]) -> (u64, Option<Hold>) {
        let handed = self.ledger.hand_over(time, fields, self.sync);
        let seq = handed.seq;
        if !self.sync {
            return (seq, None);
        }
        let office = Arc::clone(self);
        let hold: Hold = Box::pin(async move {
            let fate = office.safe(handed).await;
            if fate != Fate::Safe {
                office.unsafe_responses.inc();
                let how = if fate == Fate::Late { "was not written in time" } else { "could not be written" };
                office.complaint.say(&format!(
                    "`audit` let a response go out whose record {how}: {}",
                    office.trouble().unwrap_or_else(|| "its writers are slow".to_owned())
                ));
            }
        });
        (seq, Some(hold))
    }

    /// Waits until every writer has a record safe, but not longer than `write_timeout`.
    pub(super) async fn safe(&self, handed: Handed) -> Fate {
        let written = async {
            let mut all = !handed.dropped;
            for safe in handed.safe {
                all &= safe.await.unwrap_or(false);
            }
            if let Some(journal) = handed.journal {
                journal.written().await;
            }
            all
        };
        match tokio::time::timeout(self.write_timeout, written).await {
            Ok(true) => Fate::Safe,
            Ok(false) => Fate::Failed,
            Err(_) => Fate::Late,
        }
    }

    /// Where a full buffer makes heads wait: until there is room, but not longer than `write_timeout`.
    pub(super) fn wait_for_room(self: &Arc<Self>) -> Option<Hold> {
        if self.accept_loss || !self.ledger.is_crowded() {
            return None;
        }
        let office = Arc::clone(self);
        Some(Box::pin(async move { office.room().await }))
    }

    pub(super) async fn room(&self) {
        if tokio::time::timeout(self.write_timeout, self.ledger.has_room()).await.is_err() {
            self.complaint.say(&format!(
                "`audit` has had no room for records for `write_timeout`: {}",
                self.trouble().unwrap_or_else(|| "its writers are slow".to_owned())
            ));
        }
    }

    /// What is wrong with its writers.
    pub(super) fn trouble(&self) -> Option<String> {
        let names = self.ledger.names.iter().enumerate();
        let trouble: Vec<String> = names
            .filter_map(|(index, name)| {
                let (waiting, failing) = self.ledger.state(index);
                Some(format!("writer `{name}` fails: {}; {waiting} records wait", failing?))
            })
            .collect();
        (!trouble.is_empty()).then(|| trouble.join("; "))
    }

    /// Records that some writer did not take, by writer.
    pub(super) fn dropped(&self) -> u64 {
        self.ledger.counts.iter().map(Counts::dropped).sum()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.ledger.close();
    }
}
