//! How `log` joins the process.

use std::io::{self, Write};
use std::sync::Arc;

use runa_schema::settings::{Format, LogSettings};
use tracing::Dispatch;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{Layer as _, Registry};

use super::access::Access;
use super::journal::Journalist;
use super::layer::{LogLayer, everything, filter};
use super::line::Form;
use super::sink::Sink;
use super::{Log, writer};
use crate::kernel::layers::Layer;
use crate::kernel::metrics::float;
use crate::kernel::tail::Tail;
use crate::kernel::trace::handed_over;
use crate::kernel::{Error, Installer, Parts as Kernel, Provider, Result};

impl Provider for Log {
    const NAME: Option<&'static str> = Some("log");
    type Config = LogSettings;
    type Needs = ();
    type Handle = Self;

    async fn install(mut config: LogSettings, (): (), installer: &mut Installer<'_>) -> Result<Self> {
        let Kernel { tail, layers, captured, guest, .. } = installer.parts();
        let (output, terminal) = match captured {
            // Who reads them is a program.
            Some(captured) => {
                config.format = Format::Json;
                (captured.output(), (false, false))
            }
            None => (writer::stdout(), writer::terminal()),
        };
        let parts = Parts::new(config, output, terminal, tail.clone(), layers.take(), *guest)?;
        installer.trace(parts.dispatch);
        if let Some(access) = parts.access {
            installer.record(Arc::new(access));
        }
        installer.parts().journal.join(Arc::new(parts.journalist));
        let dropped = parts.log.clone();
        let metric = installer.parts().metrics.metric("runa_log_dropped_lines_total", "Log lines that were dropped.");
        metric.read_counter(move || Some(float(dropped.dropped_lines())))?;
        let log = parts.log.clone();
        installer.on_stop(move || stop(log, Box::new(io::stderr())));
        Ok(parts.log)
    }
}

/// Writes what is left. How long it may wait for an output that is stuck, the kernel decides, and drops what takes longer.
pub(super) async fn stop(log: Log, errors: writer::Output) -> Result<()> {
    log.sink.hurry();
    let mut last = Last { log, errors, over: false };
    last.log.flush().await;
    last.over = true;
    Ok(())
}

/// Says what is lost when the log is given up: what the kernel says about that goes into the log itself.
struct Last {
    log: Log,
    errors: writer::Output,
    over: bool,
}

impl Drop for Last {
    fn drop(&mut self) {
        if !self.over {
            let lost = self.log.sink.unwritten();
            // If this fails too, there is nobody left to tell.
            let _ = writeln!(
                self.errors,
                "error: provider `log` did not stop in time: standard output takes nothing, up to {lost} lines are lost"
            );
        }
    }
}

/// The log, apart from the process that it serves.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) log: Log,
    pub(crate) dispatch: Dispatch,
    pub(crate) access: Option<Access>,
    pub(super) journalist: Journalist,
}

impl Parts {
    /// `guest`: the process is not runa's.
    pub(crate) fn new(
        config: LogSettings,
        output: writer::Output,
        (terminal, colour): (bool, bool),
        tail: Tail,
        layers: Option<Layer>,
        guest: bool,
    ) -> Result<Self> {
        let form = match config.format {
            Format::Auto if terminal => Form::Pretty { colour },
            Format::Auto | Format::Json => Form::Json,
            Format::Pretty => Form::Pretty { colour },
        };
        let (sink, shared) = Sink::new(config.buffer, tail);
        writer::start(shared, output, form)
            .map_err(|error| Error::new(format!("`log` could not start its thread: {error}")))?;
        let context = config.context;
        let filter = filter(config.level, config.targets.as_ref());
        let access = config.access.0;
        let access = access.enabled.then(|| Access::new(access, &filter, form, sink.clone()));
        let dispatch = match layers {
            // The filter of a layer that is alone is asked first, and once a place in the code.
            None => {
                let alone = LogLayer { filter, context, form, sink: sink.clone() };
                if guest { handed_over(alone) } else { Dispatch::new(Registry::default().with(alone)) }
            }
            // What is not for the log may be for the others.
            Some(layers) => {
                let ours = LogLayer { filter: everything(), context, form, sink: sink.clone() }.with_filter(filter);
                Dispatch::new(Registry::default().with(layers).with(ours))
            }
        };
        let journalist = Journalist { form, sink: sink.clone() };
        Ok(Self { log: Log { sink }, dispatch, access, journalist })
    }
}
