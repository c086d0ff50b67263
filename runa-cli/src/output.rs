//! What a command prints, and how it ends.

use std::ffi::OsStr;
use std::io::{ErrorKind, IsTerminal, Write, stderr, stdout};
use std::process::ExitCode;

use serde::Serialize;

/// Everything that a command says.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// For standard output.
    pub(crate) text: String,
    /// For standard error.
    pub(crate) aside: String,
    pub(crate) code: Code,
}

/// How a command ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Code {
    #[default]
    Right = 0,
    /// The manifest has problems.
    Findings = 1,
    /// The arguments are wrong.
    Usage = 2,
    /// The answer could not be written. As in sysexits.h.
    Unwritten = 74,
    /// The manifest is not there, or cannot be read. As in sysexits.h.
    Unreadable = 78,
}

impl Answer {
    pub(crate) fn right(text: String) -> Self {
        Self { text, ..Self::default() }
    }

    pub(crate) fn usage(wrong: String) -> Self {
        Self { aside: wrong, code: Code::Usage, ..Self::default() }
    }

    pub(crate) fn unreadable(why: String) -> Self {
        Self { aside: why, code: Code::Unreadable, ..Self::default() }
    }

    /// Writes it. Who reads only the beginning of it, such as `head`, is no failure.
    pub(crate) fn print(self) -> ExitCode {
        let mut code = self.code;
        if let Err(error) = whole(stdout().lock(), &self.text)
            && error.kind() != ErrorKind::BrokenPipe
        {
            // If this cannot be said either, the code says it.
            let _ = writeln!(stderr(), "error: the answer cannot be written: {error}");
            code = Code::Unwritten;
        }
        if !self.aside.is_empty() {
            // The code says it too.
            let _ = whole(stderr().lock(), &format!("{}\n", self.aside.trim_end()));
        }
        ExitCode::from(code as u8)
    }
}

fn whole(mut out: impl Write, text: &str) -> std::io::Result<()> {
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// JSON for programs, and for people who look at it.
pub(crate) fn json(value: &impl Serialize) -> String {
    // Texts, numbers and lists under names that are texts: there is nothing in them that JSON cannot hold.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    text + "\n"
}

/// Whether standard output takes colours.
pub(crate) fn colours() -> bool {
    coloured(stdout().is_terminal(), std::env::var_os("NO_COLOR").as_deref(), std::env::var_os("TERM").as_deref())
}

/// Whether an output takes colours: a terminal that is not dumb, unless `NO_COLOR` says something.
fn coloured(terminal: bool, no_color: Option<&OsStr>, term: Option<&OsStr>) -> bool {
    terminal && no_color.is_none_or(OsStr::is_empty) && term != Some(OsStr::new("dumb"))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::coloured;

    #[test]
    fn colours_are_for_terminals_of_those_who_want_them() {
        let with = |terminal, no_color: Option<&str>, term: &str| {
            coloured(terminal, no_color.map(OsStr::new), Some(OsStr::new(term)))
        };
        assert!(with(true, None, "xterm"));
        assert!(with(true, Some(""), "xterm"), "no-color.org: present and not empty");
        assert!(!with(true, Some("1"), "xterm"));
        assert!(!with(true, None, "dumb"));
        assert!(!with(false, None, "xterm"));
    }
}
