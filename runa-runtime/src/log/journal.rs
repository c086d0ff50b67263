//! Lines of the journal: records of others as lines of the log, whole.

use std::future::Future;
use std::pin::Pin;

use tracing::Level;

use super::line::{Form, encode};
use super::sink::Sink;
use crate::kernel::journal::{Note, Scribe};

/// Writes them.
#[derive(Debug)]
pub(super) struct Journalist {
    pub(super) form: Form,
    pub(super) sink: Sink,
}

impl Scribe for Journalist {
    fn write(&self, note: Note<'_>) -> bool {
        let mut taken = false;
        encode(
            self.form,
            note.time,
            Level::INFO,
            note.target,
            |line| {
                line.message(format_args!("{}", note.message));
                line.members(note.fields);
            },
            |line| taken = self.sink.offer(line, false),
        );
        taken
    }

    fn written(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let sink = self.sink.clone();
        Box::pin(async move { sink.flush().await })
    }
}
