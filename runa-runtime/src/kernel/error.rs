//! What goes wrong at start and while serving.

use std::fmt;
use std::process::ExitCode;

/// An error in one plain sentence, and the exit code of a process that ends with it.
///
/// `Debug` shows the same sentence as `Display`, because a `main` that returns it is reported with `Debug`.
pub struct Error {
    message: String,
    code: u8,
}

impl Error {
    /// A failure of the process's surroundings: an address, a file, a task. Exit code 1.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1 }
    }

    /// A wrong configuration. Exit code 78, `EX_CONFIG` of sysexits.h.
    pub fn configuration(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 78 }
    }

    /// Whoever started the process has ended it before it ran. Exit code 0.
    pub(crate) fn told_to_end() -> Self {
        Self { message: "told to end while starting".to_owned(), code: 0 }
    }

    /// A time limit has passed. Exit code 2.
    pub(crate) fn late(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: super::life::verdict::LATE }
    }

    /// The same, said of `what`.
    pub(crate) fn context(self, what: fmt::Arguments<'_>) -> Self {
        Self { message: format!("{what}: {}", self.message), code: self.code }
    }

    /// The exit code of a process that ends with it. 0 only if it was told to end before it had started.
    pub const fn exit_code(&self) -> u8 {
        self.code
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// For a `main` that is not runa's.
impl From<Error> for ExitCode {
    fn from(error: Error) -> Self {
        Self::from(error.code)
    }
}

/// A failure of the process's surroundings, with exit code 1; so `?` does in a provider what it does elsewhere.
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::new(error.to_string())
    }
}

/// The same for an error of any type.
impl From<Box<dyn std::error::Error + Send + Sync>> for Error {
    fn from(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        Self::new(error.to_string())
    }
}
