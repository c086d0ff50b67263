//! Standard error, which may be closed, full or a broken pipe. The process lives and ends the same with it or without.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc;
use std::time::Duration;
use std::{fmt, thread};

/// How long the last line may take.
const LAST: Duration = Duration::from_millis(250);

/// Writes one line. What cannot be written is lost: there is nobody else to tell. `eprintln!` would panic.
pub(crate) fn say(line: fmt::Arguments<'_>) {
    write(format_args!("{line}\n"));
}

/// Writes text as it is.
pub(crate) fn write(text: fmt::Arguments<'_>) {
    // In one piece, so that lines of several threads or processes are not mixed.
    let _ = io::stderr().lock().write_all(text.to_string().as_bytes());
}

/// Writes the last line of a process that is to end whatever happens: also if nobody reads, or another thread is stuck in a line of its
/// own. Where there is no thread to be had for it, it is lost.
pub(crate) fn say_at_last(line: String) {
    let (said, hears) = mpsc::channel();
    let says = thread::Builder::new().spawn(move || {
        say(format_args!("{line}"));
        // Nobody may wait any more.
        let _ = said.send(());
    });
    if says.is_ok() {
        let _ = hears.recv_timeout(LAST);
    }
}

/// Whether a person reads this and sees nothing of standard output, as with `service >log`.
pub(crate) fn is_read_alone() -> bool {
    io::stderr().is_terminal() && !io::stdout().is_terminal()
}

/// Whether a person reads this and standard output as one text.
pub(crate) fn is_read_beside_stdout() -> bool {
    io::stderr().is_terminal() && io::stdout().is_terminal()
}
