//! `audit`: who did what, as records that hold up.
//!
//! What is recorded, and when:
//! - Every request of the chosen methods and routes, exactly once, whatever becomes of it: answered, refused before its handler ran (413),
//!   not found (404, 405), turned away by an inner layer (401), panicked, timed out, or left by its client. Only probes and other looks at what
//!   runa itself serves are left out. What changes something there, such as signing in to the console by its token, is recorded on either listener,
//!   whatever methods and routes are chosen, and never with its input.
//! - What the service records by itself: [`Audit::record`].
//!
//! What is promised, by mode:
//! - `async`: one record at the end of the response. It is with its writer within about 50 ms, so a process that is killed loses what came in that
//!   time. A full buffer makes heads wait, or with `accept_loss` drops records; what was dropped a gap record tells by number and range.
//! - `sync`: the record is written, and in a file synced, before the head of the response is sent. So it knows the duration until the head, and not the
//!   bytes sent. If the response then does not end as the record says, because its body fails or its client leaves, a second record says so; its `of` is
//!   the id of the first.
//!
//! A writer that fails or hangs never makes a request fail or wait longer than `write_timeout`: the response goes out as it is, which is counted, logged
//! once a minute, and makes the check `audit` warn. (A mode that rather refuses requests is `strict`; it is to come.) What is waiting is tried again until it is written.
//!
//! In records secrets are masked by the names of their fields, in input, paths and `meta`; see `mask`.

mod action;
mod capture;
mod complaint;
mod custom;
mod drive;
mod entry;
mod fields;
mod file;
mod follow;
mod id;
mod install;
mod ledger;
mod log;
mod mask;
mod metrics;
mod office;
mod panel;
mod queue;
mod record;
mod said;
#[cfg(test)]
mod tests;
mod trail;
mod witness;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

pub use action::{Acting, Action, action};
pub use custom::{Records, Writer};
pub use entry::Entry;
pub use queue::Record;
pub use said::Value;
pub use trail::Trail;

use crate::kernel::{Error, Result};
use custom::Given;
use office::{Fate, Office};

/// The handle of `audit`.
#[derive(Clone)]
pub struct Audit {
    office: Arc<Office>,
    given: Option<Given>,
}

impl Audit {
    /// Records something that belongs to no request, or that a request does besides.
    ///
    /// In mode `sync` it returns when every writer has the record safe. In mode `async` it waits for room in the buffer, and returns when the record is in it.
    ///
    /// Errors: a writer did not take it, or not within `write_timeout`. It may be written later all the same.
    ///
    /// ```no_run
    /// # use runa_runtime::Audit;
    /// # use runa_runtime::audit::Entry;
    /// # async fn example(audit: &Audit) -> runa_runtime::kernel::Result<()> {
    /// audit.record(Entry::new("cache.purged").actor("nightly").meta("entries", 1200_u32)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn record(&self, entry: Entry) -> Result<()> {
        let office = &*self.office;
        if !office.sync && !office.accept_loss && office.ledger.is_crowded() {
            office.room().await;
        }
        let handed = record::encode_entry(office, &entry, |fields| {
            office.ledger.hand_over(SystemTime::now(), fields, office.sync)
        });
        let fate = if office.sync {
            office.safe(handed).await
        } else if handed.dropped {
            Fate::Failed
        } else {
            Fate::Safe
        };
        let why = || office.trouble().unwrap_or_else(|| "its buffer is full".to_owned());
        match fate {
            Fate::Safe => Ok(()),
            Fate::Failed => Err(Error::new(format!("a record of `audit` was not taken: {}", why()))),
            Fate::Late => Err(Error::new(format!(
                "a record of `audit` was not written within {:?}: {}",
                office.write_timeout,
                why()
            ))),
        }
    }

    /// Gives the writer for the key `custom` of the manifest. To be called once, before `serve`.
    ///
    /// Errors: the running stage does not list `custom`, or has its writer already.
    ///
    /// ```no_run
    /// use runa_runtime::Audit;
    /// use runa_runtime::audit::{Records, Writer};
    ///
    /// struct Archive;
    ///
    /// impl Writer for Archive {
    ///     type Error = std::io::Error;
    ///
    ///     async fn write(&self, records: Records) -> std::io::Result<()> {
    ///         for record in records.iter() {
    ///             // one JSON document
    ///             let _ = record;
    ///         }
    ///         Ok(())
    ///     }
    /// }
    ///
    /// # fn example(audit: &Audit) -> runa_runtime::kernel::Result<()> {
    /// audit.writer(Archive)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn writer(&self, writer: impl Writer) -> Result<()> {
        let Some(given) = &self.given else {
            return Err(Error::configuration(
                "`audit` has no place for a writer in the running stage: list `custom: {}` in its settings",
            ));
        };
        given.set(Box::new(writer)).map_err(|_| Error::configuration("`audit` has its writer already"))
    }

    /// Waits until every record that was made before is written, by every writer, and in a file synced.
    pub async fn flush(&self) {
        self.office.ledger.flush().await;
    }

    /// How many records some writer did not take since the start. Each is told of by a gap record.
    pub fn dropped_records(&self) -> u64 {
        self.office.dropped()
    }
}

impl fmt::Debug for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Audit").field("writers", &self.office.ledger.names).finish_non_exhaustive()
    }
}
