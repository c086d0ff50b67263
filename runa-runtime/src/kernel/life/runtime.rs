//! A runtime whose threads log to one app, and to no other.
//!
//! A process has one global subscriber of tracing, so of two apps only one could have it. On a runtime like this each thread has a
//! default of its own, workers and those that block alike, and it is that of the app which is started there.

use std::future::Future;
use std::io;
use std::time::Duration;

use tokio::runtime::{Builder, Handle};

use crate::kernel::trace::Hearing;

/// A tokio runtime for one app of several in a process: what its threads log goes to that app, and to no other.
///
/// Threads that the program starts by itself belong to no runtime; what they log goes to the global subscriber, if there is one.
#[derive(Debug)]
pub struct Runtime {
    tokio: tokio::runtime::Runtime,
    hearing: Hearing,
}

impl Runtime {
    /// A runtime of several threads, one for each core that the process may use.
    pub fn new() -> io::Result<Self> {
        Self::build(Builder::new_multi_thread().enable_all())
    }

    /// A runtime as the builder says. Its hooks for threads (start, stop and unpark) are taken.
    pub fn build(builder: &mut Builder) -> io::Result<Self> {
        let hearing = Hearing::default();
        let starts = hearing.clone();
        builder
            .on_thread_start(move || starts.enter())
            // What was installed since the thread has started.
            .on_thread_unpark(Hearing::settle)
            .on_thread_stop(Hearing::leave);
        Ok(Self { tokio: builder.build()?, hearing })
    }

    /// Runs `work` on this thread, which belongs to the runtime meanwhile.
    pub fn block_on<F: Future>(&self, work: F) -> F::Output {
        self.hearing.within(|| self.tokio.block_on(work))
    }

    /// The handle of the runtime, to start tasks on it from elsewhere. `Handle::block_on` does not make its caller a thread of the runtime.
    pub fn handle(&self) -> &Handle {
        self.tokio.handle()
    }

    /// Ends the runtime, and waits for threads that block no longer than that.
    pub fn shutdown_timeout(self, patience: Duration) {
        self.tokio.shutdown_timeout(patience);
    }
}
