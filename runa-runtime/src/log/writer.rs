//! The one thread that writes.
//!
//! Promise: an output that fails never stops the service. What it did not take is counted, said on standard error once a minute, and the
//! next line begins on a line of its own.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use tracing::Level;

use super::line::{Form, encode, key};
use super::sink::Shared;

/// How often a failing output is said on standard error.
const COMPLAIN: Duration = Duration::from_mins(1);
/// How long an output that takes nothing now is left alone. Only one that somebody made non-blocking does that.
const RETRY: Duration = Duration::from_millis(1);

/// An output of lines.
pub(crate) type Output = Box<dyn Write + Send>;

/// Starts the writer of `shared`.
pub(super) fn start(shared: Arc<Shared>, output: Output, form: Form) -> io::Result<()> {
    let writer = Writing { output, torn: false, complained: None };
    // It needs little stack: it encodes nothing of a user's.
    thread::Builder::new()
        .name("runa-log".to_owned())
        .stack_size(128 << 10)
        .spawn(move || run(&shared, writer, form))?;
    Ok(())
}

fn run(shared: &Shared, mut writer: Writing, form: Form) {
    let mut buffer = Vec::new();
    while let Some(batch) = shared.take(&mut buffer) {
        if batch.dropped > 0 {
            say_dropped(batch.dropped, form, &mut buffer);
        }
        let lost = writer.write(&buffer);
        if lost > 0 {
            shared.lost(lost);
        }
        shared.written(batch);
    }
    shared.end();
}

fn say_dropped(count: u64, form: Form, buffer: &mut Vec<u8>) {
    encode(
        form,
        SystemTime::now(),
        Level::WARN,
        "runa::log",
        |line| {
            line.message(format_args!("{count} lines dropped"));
            line.own(key!("dropped"));
            line.integer(count);
        },
        |line| buffer.extend_from_slice(line.bytes),
    );
}

struct Writing {
    output: Output,
    /// Whether the output ends inside of a line.
    torn: bool,
    complained: Option<Instant>,
}

impl Writing {
    /// Writes whole lines. Returns how many the output did not take.
    fn write(&mut self, lines: &[u8]) -> u64 {
        let mut rest = lines;
        if self.torn && !rest.is_empty() && matches!(self.output.write(b"\n"), Ok(1)) {
            self.torn = false;
        }
        while !rest.is_empty() {
            let error = match self.output.write(rest) {
                Ok(0) => ErrorKind::WriteZero.into(),
                Ok(taken) => {
                    self.torn = rest[taken - 1] != b'\n';
                    rest = &rest[taken..];
                    continue;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    thread::sleep(RETRY);
                    continue;
                }
                Err(error) => error,
            };
            self.complain(&error);
            return rest.split_inclusive(|byte| *byte == b'\n').count() as u64;
        }
        let _ = self.output.flush();
        0
    }

    fn complain(&mut self, error: &io::Error) {
        if self.complained.is_none_or(|last| last.elapsed() >= COMPLAIN) {
            self.complained = Some(Instant::now());
            // Standard error may be where the failing output leads. There is nobody else to tell.
            let _ = writeln!(io::stderr(), "runa: log lines cannot be written to standard output: {error}");
        }
    }
}

/// Standard output, past the line buffer of the standard library and the lock that `println!` needs: a stuck pipe then stops only this
/// thread.
pub(super) fn stdout() -> Output {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        if let Ok(descriptor) = io::stdout().as_fd().try_clone_to_owned() {
            return Box::new(std::fs::File::from(descriptor));
        }
    }
    Box::new(io::stdout())
}

/// Whether standard output is a terminal, and whether it gets colours: <https://no-color.org>, <https://bixense.com/clicolors>.
pub(super) fn terminal() -> (bool, bool) {
    let terminal = io::stdout().is_terminal();
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let forbidden = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    (terminal, !forbidden && (terminal || set("CLICOLOR_FORCE")))
}
