//! `log`: log lines and the access log.

use std::path::PathBuf;
use std::time::Duration;

use super::{Default, Group, Groups, choice, settings};
use crate::value::{Level, Named, PathPrefix, Size};

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

choice! {
    /// How the fields of a JSON line are called.
    later enum Schema {
        /// As this version calls them: `time`, `level`, `target`, `message`.
        Plain = "plain",
        /// As the data model of OpenTelemetry calls them.
        Otel = "otel",
        /// As the Elastic Common Schema calls them.
        Ecs = "ecs",
    }
}

choice! {
    /// What happens to a line when the buffer is full.
    later enum Overflow {
        /// It is dropped and counted, and a line says how many were.
        Drop = "drop",
        /// Who writes it waits.
        Block = "block",
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
        /// Whether the lines of a handler, and of what it starts, bear the ids of its request: `request_id`, and `trace_id` if the client sent a valid `traceparent`. The line for the request itself always does.
        context: bool { default: Default::Is("true"), tunable: true },
        /// Lines that may wait to be written. What comes when it is full is dropped and counted, never silently.
        buffer: u32 { default: Default::Is("8192"), range: Some(("64", "1048576")), tunable: true },
        /// A line for each request.
        access: Group<AccessSettings> { default: Default::Is("") },
    }
    later {
        /// How the fields of a JSON line are called.
        schema: Schema { default: Default::Is("plain"), tunable: true },
        /// Lines go to standard output. What holds where no other output is written.
        stdout: Option<Group<StreamSettings>> {},
        /// Lines go to standard error.
        stderr: Option<Group<StreamSettings>> {},
        /// Lines go to a file.
        file: Option<Group<LogFileSettings>> {},
        /// What happens to a line when the buffer is full.
        overflow: Overflow { default: Default::Is("drop"), tunable: true },
        /// Names of fields whose values are shown as `***`, beside those that are secret as a rule, such as `password` and `authorization`.
        redact: Vec<String> { default: Default::Is("") },
        /// Channels with a level and outputs of their own, by the target of a line: `{ audit: { file: { path: /var/log/app/audit.log } } }`. `audit` and `http`, the access log, are there without being written.
        channels: Groups<ChannelSettings> { default: Default::Is("") },
        /// Whether a panic is a line of the log, with its place and backtrace.
        panics: bool { default: Default::Is("true"), tunable: true },
    }
}

settings! {
    /// A stream of the process.
    later struct StreamSettings {}
}

settings! {
    /// Lines in a file. A full or read-only disk stops nobody: what is lost is counted.
    later struct LogFileSettings {
        /// The file. Its folder is made if it is not there.
        path: PathBuf { default: Default::Required, tunable: true },
        /// When a new file is begun. The old one keeps its name with the time of its end behind it.
        rotate: Group<LogRotateSettings> { default: Default::Is("") },
        /// Old files that are kept; more are deleted, the oldest first.
        keep: Group<LogKeepSettings> { default: Default::Is("") },
        /// Whether old files are compressed with gzip.
        compress: bool { default: Default::Is("false"), tunable: true },
    }
}

settings! {
    /// When a new file is begun.
    later struct LogRotateSettings {
        /// When it has grown to this size.
        size: Option<Size> { default: Default::Is("100MiB"), range: Some(("4KiB", "100GiB")), tunable: true },
        /// When it has been written to for this long. Unset: never.
        every: Option<Duration> { range: Some(("1s", "8784h")), tunable: true },
    }
}

settings! {
    /// Which old files are kept. What one of these rules deletes, no other keeps.
    later struct LogKeepSettings {
        /// So many. Unset: any number.
        files: Option<u32> { range: Some(("1", "100000")), tunable: true },
        /// So many bytes, the file that is written included. Unset: any number.
        bytes: Option<Size> { default: Default::Is("1GiB"), range: Some(("4KiB", "1024GiB")), tunable: true },
        /// Those younger than this. Unset: of any age.
        age: Option<Duration> { range: Some(("1m", "87840h")), tunable: true },
    }
}

settings! {
    /// Lines of some targets, with a level and outputs of their own.
    later struct ChannelSettings {
        /// What is logged. Unset: as for all.
        level: Option<Level> {},
        /// Its lines go to standard output.
        stdout: Option<Group<StreamSettings>> {},
        /// Its lines go to standard error.
        stderr: Option<Group<StreamSettings>> {},
        /// Its lines go to a file.
        file: Option<Group<ChannelFileSettings>> {},
    }
}

settings! {
    /// Lines of a channel in a file.
    later struct ChannelFileSettings {
        /// The file. Its folder is made if it is not there.
        path: PathBuf { default: Default::Required },
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
    later {
        /// Of requests that are answered well and quickly, one in so many is logged. Those that fail or are slow always are.
        sample: u32 { default: Default::Is("1"), range: Some(("1", "1000000")), tunable: true },
    }
}
