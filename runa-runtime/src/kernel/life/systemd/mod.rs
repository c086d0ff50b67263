//! Who started the process, if it is systemd or speaks as it does: sockets that it passes, and what it wants to be told.
//!
//! Without its variables all of this is nothing. They are the process's own: sockets are not inherited by what it starts, and those of the
//! variables that say whose sockets these are are gone once they are taken.

mod notify;
mod sockets;

use std::future::pending;
use std::sync::Arc;

use runa_schema::resolve::Environment;
use runa_schema::value::Address;
use tokio::runtime::Handle;
use tokio::time::sleep;

pub(crate) use notify::Notify;
pub(crate) use sockets::Sockets;

use super::startup::{Process, Surroundings, WORKERS};
use super::{Phase, watch};
use crate::kernel::core::Core;

/// The environment of the process, with the sockets that were passed in the place of those that settings name.
#[derive(Debug)]
pub(crate) struct Activated<'a>(pub(crate) &'a Sockets);

impl Environment for Activated<'_> {
    fn variable(&self, name: &str) -> Option<String> {
        Process.variable(name)
    }

    fn file(&self, path: &str) -> std::io::Result<String> {
        Process.file(path)
    }
}

impl Surroundings for Activated<'_> {
    fn variables(&self) -> Vec<(String, String)> {
        Process.variables()
    }

    fn unreadable(&self) -> Vec<String> {
        Process.unreadable()
    }

    fn workers(&self) -> Option<String> {
        std::env::var_os(WORKERS).map(|text| text.to_string_lossy().into_owned())
    }

    fn sockets(&self, setting: &str) -> Vec<Address> {
        self.0.addresses(setting)
    }
}

/// Tells the watchdog that the process is well, for as long as its workers do what they are given: a task that they run is the proof.
pub(crate) async fn feed(core: &Arc<Core>, workers: &Handle) {
    let Some((notify, half)) = core.notify().and_then(|notify| Some((notify, notify.watchdog()? / 2))) else {
        return pending().await;
    };
    loop {
        if workers.spawn(async {}).await.is_err() {
            // The runtime has ended, and soon so does the process.
            return pending().await;
        }
        if let Some(told) = notify.alive() {
            core.aside.say(move || told.say());
        }
        sleep(half).await;
    }
}

/// Tells that the process stops, once it does, whatever its workers do.
pub(crate) async fn part(core: &Arc<Core>) {
    core.parts.life.reached(Phase::Draining).await;
    if let Some(told) = stopping(core) {
        core.aside.say(move || told.say());
    }
    pending::<()>().await;
}

/// Tells it, unless that has been done. A moment may pass until the manager takes it.
pub(crate) fn stopping(core: &Core) -> Option<notify::Told> {
    core.notify()?.stopping(core.parts.server.drain.total + watch::MARGIN)
}
