//! Files that change are read again.
//!
//! They are read, not looked at: an editor, `mv`, and the links that Kubernetes swaps all change what is read, and a few kilobytes every
//! other second cost nothing. So nothing has to be installed or signalled.

use std::future::ready;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::task::AbortOnDropHandle;

use super::Tls;
use super::expiry;
use super::pair::Texts;
use crate::kernel::checks::Kind;
use crate::kernel::{Parts, Result};

/// How often the files are read.
const LOOK: Duration = Duration::from_secs(2);

/// The check of the certificate.
const CHECK: &str = "server.tls";

const EXPIRES: &str = "runa_tls_certificate_expiry_timestamp_seconds";

/// How often it is said that the certificate ends soon.
const SOON_AGAIN: Duration = Duration::from_hours(24);

impl Tls {
    /// Lets operators see how the certificate stands, and takes what changes while what is returned is kept.
    pub(crate) fn join(self, parts: &Parts) -> Result<AbortOnDropHandle<()>> {
        let expires = parts
            .metrics
            .metric(EXPIRES, "When the certificate of the service ends, in seconds since 1970.")
            .gauge()?;
        let (checks, checked, standing) = (parts.checks.clone(), self.clone(), self.clone());
        checks.add(CHECK, Kind::Ready, move || ready(checked.check()))?;
        let changed = move || {
            let since = standing.expires().and_then(|expires| expires.duration_since(UNIX_EPOCH).ok());
            expires.set(since.map_or(0.0, |since| since.as_secs_f64()));
            checks.again(CHECK);
        };
        Ok(AbortOnDropHandle::new(tokio::spawn(self.watch(LOOK, changed))))
    }

    /// Takes what changes. `changed` is called when that alters how the certificate stands.
    pub(super) async fn watch(self, look: Duration, changed: impl Fn() + Send) {
        let mut looks = interval_at(Instant::now(), look);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // What was read at the last look; nothing at the first, because the files may have changed since the start.
        let mut last: Option<Result<Texts, String>> = None;
        let mut told: Option<Result<Texts, String>> = None;
        let mut said: Option<Instant> = None;
        loop {
            looks.tick().await;
            let files = self.shared.files.clone();
            // It may block, as when the files lie on another machine.
            let Ok(read) = tokio::task::spawn_blocking(move || files.read()).await else { continue };
            let again = last.as_ref() == Some(&read);
            if !again || told.as_ref() != Some(&read) {
                match read.clone().and_then(|texts| self.shared.files.pair(&texts)) {
                    Ok(pair) => {
                        let is_new = last.is_some();
                        self.shared.take(pair);
                        told = Some(read.clone());
                        if is_new {
                            said = None;
                            tracing::info!(target: "runa", "a new certificate is in use");
                        }
                        changed();
                    }
                    // Half written, or the first of two: only what stays wrong is told.
                    Err(why) if again => {
                        told = Some(read.clone());
                        let why = format!("the certificate is not renewed: {why}");
                        tracing::warn!(target: "runa", "{why}");
                        self.shared.standing().refused = Some(why);
                        changed();
                    }
                    Err(_) => {}
                }
            }
            last = Some(read);
            let soon = self.expires().and_then(|expires| expiry::warning(expires, SystemTime::now()));
            if let Some(soon) = soon
                && said.is_none_or(|said| said.elapsed() > SOON_AGAIN)
            {
                said = Some(Instant::now());
                tracing::warn!(target: "runa", "{soon}");
            }
        }
    }
}
