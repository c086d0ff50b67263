//! How `log` joins the process.

use std::sync::Arc;
use std::time::Duration;

use runa_schema::settings::{Format, LogSettings};
use tracing::Dispatch;
use tracing_subscriber::Registry;
use tracing_subscriber::layer::SubscriberExt;

use super::access::Access;
use super::layer::{LogLayer, filter};
use super::line::Form;
use super::sink::Sink;
use super::{Log, writer};
use crate::kernel::metrics::float;
use crate::kernel::{Error, Installer, Provider, Result};

/// How long the end of the process waits for an output that is stuck.
const STOP: Duration = Duration::from_secs(2);

impl Provider for Log {
    type Config = LogSettings;
    type Needs = ();
    type Handle = Self;

    async fn install(config: LogSettings, (): (), installer: &mut Installer<'_>) -> Result<Self> {
        let parts = Parts::new(config, writer::stdout(), writer::terminal())?;
        installer.trace(parts.dispatch);
        if let Some(access) = parts.access {
            installer.record(Arc::new(access));
        }
        let dropped = parts.log.clone();
        let metric = installer.parts().metrics.metric("runa_log_dropped_lines_total", "Log lines that were dropped.");
        metric.read_counter(move || Some(float(dropped.dropped_lines())))?;
        let log = parts.log.clone();
        installer.on_stop(move || async move {
            log.sink.hurry();
            tokio::time::timeout(STOP, log.flush())
                .await
                .map_err(|_| Error::new("`log` could not write its last lines: standard output takes nothing"))
        });
        Ok(parts.log)
    }
}

/// The log, apart from the process that it serves.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) log: Log,
    pub(crate) dispatch: Dispatch,
    pub(crate) access: Option<Access>,
}

impl Parts {
    pub(crate) fn new(config: LogSettings, output: writer::Output, (terminal, colour): (bool, bool)) -> Result<Self> {
        let form = match config.format {
            Format::Auto if terminal => Form::Pretty { colour },
            Format::Auto | Format::Json => Form::Json,
            Format::Pretty => Form::Pretty { colour },
        };
        let (sink, shared) = Sink::new(config.buffer);
        writer::start(shared, output, form)
            .map_err(|error| Error::new(format!("`log` could not start its thread: {error}")))?;
        let filter = filter(config.level, config.targets.as_ref());
        let access = config.access.0;
        let access = access.enabled.then(|| Access::new(access, &filter, form, sink.clone()));
        let layer = LogLayer { filter, form, sink: sink.clone() };
        let dispatch = Dispatch::new(Registry::default().with(layer));
        Ok(Self { log: Log { sink }, dispatch, access })
    }
}
