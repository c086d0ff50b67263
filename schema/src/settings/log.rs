//! `log`: log lines and the access log.

use std::time::Duration;

use super::{Default, Group, choice, settings};
use crate::value::{Level, Named, PathPrefix};

choice! {
    /// How a log line looks.
    pub enum Format {
        /// `pretty` on a terminal, else `json`.
        Auto = "auto",
        /// For people: time, level, target, message, fields; coloured on a terminal.
        Pretty = "pretty",
        /// For machines: one JSON object a line.
        Json = "json",
    }
}

settings! {
    /// Log lines on standard output, and a line for each request.
    pub struct LogSettings {
        /// What is logged: this level and everything more important.
        level: Level { default: Default::ByStage { relaxed: "debug", production: "info" }, tunable: true },
        /// Other levels for some targets, by the beginning of their name: `{ hyper: warn, orders::db: debug }`.
        /// The libraries of HTTP (`h2`, `hyper`, `hyper_util`, `mio`, `tokio_util`, `tower`) log at most `info` unless they are named here.
        targets: Option<Named<Level>> {},
        /// How a line looks.
        format: Format { default: Default::Is("auto"), tunable: true },
        /// Lines that may wait to be written. What comes when it is full is dropped and counted, never silently.
        buffer: u32 { default: Default::Is("8192"), range: Some(("64", "1048576")), tunable: true },
        /// A line for each request.
        access: Group<AccessSettings> { default: Default::Is("") },
    }
}

settings! {
    /// A line for each request, when its response has ended.
    pub struct AccessSettings {
        /// Whether there is one.
        enabled: bool { default: Default::Is("true"), tunable: true },
        /// Paths whose requests are not logged unless they fail. `/admin/` stands for all below it. The probes of `observe` never are.
        skip: Option<Vec<PathPrefix>> { tunable: true },
        /// A request that takes longer is logged as a warning.
        slow: Option<Duration> { range: Some(("1ms", "1h")), tunable: true },
    }
}
