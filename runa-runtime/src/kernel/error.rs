//! What goes wrong at start and while serving.

use std::fmt;

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

    /// The same, said of `what`.
    pub(crate) fn context(self, what: fmt::Arguments<'_>) -> Self {
        Self { message: format!("{what}: {}", self.message), code: self.code }
    }

    /// The exit code of a process that ends with it.
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
