//! Records to a writer of the service's own.

use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use tokio::runtime::Handle;

use super::drive::Output;
use super::ledger::Batch;

/// Most bytes that a writer is given at once, if more than one record is left.
const BATCH: usize = 256 << 10;

/// Writes audit records somewhere that runa does not know.
///
/// Given by `Audit::writer` before `serve`, for the key `custom` of the manifest. It is called with one batch at a time, and may take
/// `write_timeout` for it.
///
/// An error, a panic or a call that takes longer means that the same records come again: a writer that must not have them twice goes by
/// their `id`. The error must not hold what stands in the records: it is logged.
pub trait Writer: Send + Sync + 'static {
    /// Why it could not write.
    type Error: Display;

    /// Writes the records; they are safe when it returns.
    fn write(&self, records: Records) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// Records as JSON, one document each. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Records(Bytes);

impl Records {
    /// The records, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        // Only UTF-8 is encoded into records.
        str::from_utf8(&self.0).unwrap_or_default().lines()
    }

    /// All of them, each ended by a line feed.
    pub fn as_lines(&self) -> &[u8] {
        &self.0
    }
}

type Writing<'a> = Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>>;

/// A writer whose type is forgotten.
pub(super) trait Any: Send + Sync {
    fn write(&self, records: Records) -> Writing<'_>;
}

impl<W: Writer> Any for W {
    fn write(&self, records: Records) -> Writing<'_> {
        Box::pin(async move { Writer::write(self, records).await.map_err(|error| error.to_string()) })
    }
}

/// The place of the writer that the service gives.
pub(super) type Given = Arc<OnceLock<Box<dyn Any>>>;

/// Gives it the records.
pub(super) struct Custom {
    pub(super) given: Given,
    pub(super) runtime: Handle,
    pub(super) timeout: Duration,
}

impl Output for Custom {
    fn write(&mut self, batch: &mut Batch) -> Result<(), String> {
        let Some(writer) = self.given.get() else {
            return Err("the service has not given it; call `ops.audit.writer(…)`".to_owned());
        };
        while !batch.is_written() {
            let (lines, count) = batch.part(BATCH);
            let records = Records(Bytes::copy_from_slice(lines));
            let length = lines.len();
            within(&self.runtime, self.timeout, writer.write(records))?;
            batch.wrote(length, count);
        }
        Ok(())
    }
}

/// Waits for `work` on this thread, but not longer than `timeout`.
pub(super) fn within(
    runtime: &Handle,
    timeout: Duration,
    work: impl Future<Output = Result<(), String>>,
) -> Result<(), String> {
    runtime.block_on(async {
        match tokio::time::timeout(timeout, work).await {
            Ok(done) => done,
            Err(_) => Err(format!("it took longer than {timeout:?}")),
        }
    })
}
