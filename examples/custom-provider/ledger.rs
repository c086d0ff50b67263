//! Where charges are written down: two providers with one handle, so that a stage chooses by `use`.
//!
//! A line that [`Ledger::write`] has taken is on disk within `flush_interval`, and in any case when the process has drained.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use runa::observe::{Kind, Outcome};
use runa::{Config, Installer, Observe, Policy, Provider};
use tokio::fs::OpenOptions;
use tokio::io::AsyncWriteExt;

/// The handle of both.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    waiting: Arc<Mutex<Vec<String>>>,
}

impl Ledger {
    /// Takes a line. It does not wait for a disk.
    pub(crate) fn write(&self, line: String) {
        self.lock().push(line);
    }

    /// How many lines are not on disk yet.
    fn waiting(&self) -> usize {
        self.lock().len()
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<String>> {
        // A list that a panic interrupted is whole: it is only pushed to, and taken.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps lines in memory: for development and tests.
#[derive(Debug)]
pub(crate) struct InMemory;

impl Provider for InMemory {
    type Config = Nothing;
    type Needs = ();
    type Handle = Ledger;

    async fn install(_: Nothing, (): (), _: &mut Installer<'_>) -> runa::Result<Ledger> {
        Ok(Ledger::default())
    }
}

/// No settings.
#[derive(Debug, Config)]
pub(crate) struct Nothing {}

/// Appends lines to a file.
#[derive(Debug)]
pub(crate) struct InFile;

/// Settings of [`InFile`].
#[derive(Debug, Config)]
pub(crate) struct InFileConfig {
    /// The file; it is made if it is not there.
    path: PathBuf,
    /// How long a line waits at most before it is written.
    #[config(default = "1s", range = "10ms"..="1m", tunable)]
    flush_interval: Duration,
    /// How many lines may wait before the service says that it is not ready.
    #[config(default = 10_000, range = 1..=1_000_000, tunable)]
    backlog: usize,
}

impl Provider for InFile {
    type Config = InFileConfig;
    // It has a check, and somebody must let it run.
    type Needs = (Observe,);
    type Handle = Ledger;

    async fn install(
        config: InFileConfig,
        (observe,): (Observe,),
        installer: &mut Installer<'_>,
    ) -> runa::Result<Ledger> {
        let ledger = Ledger::default();
        // Now, so that a path that cannot be written is an error at start.
        append(&config.path, &[]).await?;

        let (watched, backlog) = (ledger.clone(), config.backlog);
        observe.check("ledger", Kind::Ready, move || {
            let waiting = watched.waiting();
            async move {
                if waiting <= backlog { Outcome::Pass } else { Outcome::Fail(format!("{waiting} lines wait")) }
            }
        })?;

        let (flushed, path) = (ledger.clone(), config.path.clone());
        installer.spawn("ledger: flush", Policy::Fatal, async move {
            let mut tick = tokio::time::interval(config.flush_interval);
            loop {
                tick.tick().await;
                append(&path, &flushed.take()).await?;
            }
        });

        // Requests have ended by then, and the task has been dropped: nobody writes any more.
        let (last, path) = (ledger.clone(), config.path.clone());
        installer.on_drain(move || async move {
            append(&path, &last.take()).await?;
            Ok(())
        });
        installer.on_stop(move || async move {
            tracing::info!("the ledger is closed");
            Ok(())
        });
        Ok(ledger)
    }
}

async fn append(path: &PathBuf, lines: &[String]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path).await?;
    for line in lines {
        file.write_all(format!("{line}\n").as_bytes()).await?;
    }
    file.flush().await
}
