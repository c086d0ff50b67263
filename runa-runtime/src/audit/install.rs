//! How `audit` joins the process.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use runa_schema::settings::{AuditFileSettings, AuditMode, AuditSettings, MASKED};
use tokio::runtime::Handle;

use super::capture::{Policy, keyed};
use super::complaint::Complaint;
use super::drive::{self, Output};
use super::fields::Fields;
use super::file::{File, Wanted};
use super::ledger::{Lane, Ledger, Limits};
use super::mask::Names;
use super::metrics::{Counts, Defined};
use super::office::Office;
use super::queue::Jobs;
use super::witness::{Auditor, methods};
use super::{Audit, custom, id, log, metrics, panel, queue};
use crate::kernel::checks::{Kind, Outcome};
use crate::kernel::{Error, Installer, Parts, Provider, Result, stderr};

/// How long records are gathered in mode `async`: a wake-up of a thread costs more than a record.
const GATHER: Duration = Duration::from_millis(50);

impl Provider for Audit {
    const NAME: Option<&'static str> = Some("audit");
    type Config = AuditSettings;
    type Needs = (Option<crate::Queues>,);
    type Handle = Self;

    async fn install(
        config: AuditSettings,
        (queues,): (Option<crate::Queues>,),
        installer: &mut Installer<'_>,
    ) -> Result<Self> {
        let (audit, auditor) = build(config, queues, installer.parts())?;
        let office = &audit.office;
        installer.witness(Arc::new(auditor));
        let parts = installer.parts();
        let ledger = Arc::clone(&office.ledger);
        parts.panels.add("audit", "Audit", move || panel::look(&ledger))?;
        let looked = Arc::clone(office);
        parts.checks.add("audit", Kind::Ready, move || {
            let found = looked.trouble().map_or(Outcome::Pass, Outcome::Warn);
            async move { found }
        })?;
        if let Some(given) = audit.given.clone() {
            let stage = parts.stage.name;
            installer.on_serve(move || {
                given.get().map(drop).ok_or_else(|| {
                    Error::configuration(format!(
                        "stage `{stage}` lists `custom` in `audit`, and no writer was given; call `ops.audit.writer(…)` before `serve`"
                    ))
                })
            });
        }
        // While it drains, because then the queue still takes jobs; and at the end, for what others have recorded while they drained.
        // What is not written when it drains is tried once more at the end, so what is lost is said only there.
        let (draining, stopping) = (Arc::clone(office), Arc::clone(office));
        installer.on_drain(move || async move {
            draining.ledger.flush().await;
            Ok(())
        });
        installer.on_stop(move || finish(stopping));
        Ok(audit)
    }
}

/// Writes what is left. How long it may wait for a writer that hangs, the kernel decides, and drops what takes longer.
async fn finish(office: Arc<Office>) -> Result<()> {
    let mut last = Last { office, over: false };
    last.office.ledger.flush().await;
    last.over = true;
    Ok(())
}

/// Says what is lost when the writers are given up.
struct Last {
    office: Arc<Office>,
    over: bool,
}

impl Drop for Last {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        let ledger = &self.office.ledger;
        for (index, name) in ledger.names.iter().enumerate() {
            let (waiting, failing) = ledger.state(index);
            if waiting > 0 {
                let why = failing.unwrap_or_else(|| "it hangs".to_owned());
                stderr::say(format_args!("error: `audit` has {waiting} records that `{name}` did not take: {why}"));
            }
        }
    }
}

/// A writer that the stage lists.
struct Listed {
    name: &'static str,
    lane: Lane,
    counts: Counts,
    output: Box<dyn Output>,
}

/// Audit, apart from the process that it serves.
pub(super) fn build(config: AuditSettings, queues: Option<crate::Queues>, parts: &Parts) -> Result<(Audit, Auditor)> {
    let sync = config.mode == AuditMode::Sync;
    let boot = id::boot(SystemTime::now());
    let base = base(parts);
    let defined = Defined::new(&parts.metrics)?;
    let key = config.file.as_ref().and_then(|file| keyed(file.key.as_ref()?.expose()));
    let mut listed = Vec::new();
    let mut given = None;
    if config.log.is_some() {
        let Some(scribe) = parts.journal.scribe() else {
            return Err(Error::configuration("`audit` writes to the log, and the stage lists no `log` above it"));
        };
        let lane = Lane::direct(Arc::clone(&scribe));
        listed.push(Listed { name: "log", lane, counts: defined.of("log"), output: Box::new(log::Log { scribe }) });
    }
    if let Some(file) = config.file {
        let output = open(file.0, sync, &boot, &base, &defined)?;
        listed.push(Listed { name: "file", lane: Lane::default(), counts: defined.of("file"), output });
    }
    if let Some(settings) = config.queue {
        let (runtime, timeout) = (Handle::current(), config.write_timeout);
        let output = Box::new(queue::Queue { jobs: jobs(queues, &settings.0.name)?, runtime, timeout });
        listed.push(Listed { name: "queue", lane: Lane::default(), counts: defined.of("queue"), output });
    }
    if config.custom.is_some() {
        let place = given.insert(custom::Given::default());
        let (runtime, timeout) = (Handle::current(), config.write_timeout);
        let output = Box::new(custom::Custom { given: Arc::clone(place), runtime, timeout });
        listed.push(Listed { name: "custom", lane: Lane::default(), counts: defined.of("custom"), output });
    }
    if listed.is_empty() {
        return Err(Error::configuration(
            "`audit` has no writer: list `log`, `file`, `queue` or `custom` in its settings",
        ));
    }
    let gather = if sync { Duration::ZERO } else { GATHER };
    let limits = Limits { records: config.buffer, accept_loss: config.accept_loss, gather };
    let ledger = ledger(&boot, limits, listed, &base, parts)?;
    let office = Arc::new(Office {
        sync,
        accept_loss: config.accept_loss,
        base,
        boot,
        names: Names::new(&masked(config.mask_builtin, config.mask_fields), &config.mask_value),
        policy: Policy {
            captures: config.capture_input,
            most: usize::try_from(config.max_input_size.0).unwrap_or(usize::MAX),
            key,
        },
        write_timeout: config.write_timeout,
        ledger,
        unsafe_responses: defined.unsafe_responses,
        complaint: Complaint::new(parts.journal.clone(), parts.checks.clone()),
    });
    metrics::waiting(&parts.metrics, &office)?;
    let auditor = Auditor { office: Arc::clone(&office), methods: methods(&config.methods), routes: config.routes.0 };
    Ok((Audit { office, given }, auditor))
}

/// The names of what is masked: what the service adds never takes a built-in one away.
fn masked(builtin: bool, own: Vec<String>) -> Vec<String> {
    let builtin = MASKED.iter().filter(|_| builtin).map(|name| (*name).to_owned());
    builtin.chain(own).collect()
}

/// Makes the ledger, and starts a thread for each writer.
fn ledger(boot: &str, limits: Limits, listed: Vec<Listed>, base: &Arc<[u8]>, parts: &Parts) -> Result<Arc<Ledger>> {
    let (lanes, outputs): (Vec<_>, Vec<_>) =
        listed.into_iter().map(|one| ((one.name, one.lane, one.counts), one.output)).unzip();
    let ledger = Arc::new(Ledger::new(boot.to_owned(), limits, lanes, parts.panels.clone()));
    for (index, output) in outputs.into_iter().enumerate() {
        let complaint = Complaint::new(parts.journal.clone(), parts.checks.clone());
        drive::start(Arc::clone(&ledger), index, output, Arc::clone(base), complaint)
            .map_err(|error| Error::new(format!("`audit` could not start a thread: {error}")))?;
    }
    Ok(ledger)
}

fn open(
    settings: AuditFileSettings,
    sync: bool,
    boot: &str,
    base: &Arc<[u8]>,
    defined: &Defined,
) -> Result<Box<dyn Output>> {
    let path = settings.path.display().to_string();
    let wanted = Wanted {
        path: settings.path,
        size: settings.rotate.size.map(|size| size.0),
        every: settings.rotate.every,
        keep: settings.keep.files,
        sync,
    };
    let (file, repaired) =
        File::open(wanted, boot, Arc::clone(base), defined.sync_seconds.clone()).map_err(|error| {
            let help = if Path::new(&path).is_dir() {
                format!("it is a directory; name a file in it, such as `{}/audit.jsonl`,", path.trim_end_matches('/'))
            } else {
                format!("{error}; make its folder writable,")
            };
            Error::new(format!("`audit` cannot open its file `{path}`: {help} or set RUNA__AUDIT__FILE__PATH"))
        })?;
    if let Some(repaired) = repaired {
        let bytes = repaired.bytes;
        tracing::warn!(target: "runa", path, bytes, "the audit file ended in a torn line; it was cut off");
    }
    Ok(Box::new(file))
}

/// The queue that records go to.
fn jobs(queues: Option<crate::Queues>, name: &str) -> Result<Box<dyn Jobs>> {
    let Some(queues) = queues else {
        return Err(Error::configuration(format!(
            "`audit` writes to queue `{name}`, and the stage lists no `queue` above it"
        )));
    };
    #[cfg(feature = "queue")]
    return Ok(Box::new(queues.named(name)?));
    // Without the feature there is no value of this type.
    #[cfg(not(feature = "queue"))]
    match queues {}
}

/// What every record says of the process.
fn base(parts: &Parts) -> Arc<[u8]> {
    let mut bytes = Vec::new();
    let mut fields = Fields::new(&mut bytes);
    for (key, value) in [
        (&b"\"service\":"[..], parts.service),
        (b",\"stage\":", parts.stage.name),
        (b",\"instance\":", &id::instance()),
    ] {
        fields.raw(key);
        fields.text(value.as_bytes(), 1 << 10, crate::kernel::text::Escape::Json);
    }
    bytes.into()
}
