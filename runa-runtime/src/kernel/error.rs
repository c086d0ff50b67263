//! What goes wrong at start and while serving.

use std::fmt::{self, Write};
use std::process::ExitCode;

type Any = Box<dyn std::error::Error + Send + Sync>;

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

    /// An error of any type, also of `anyhow`, in the words of all its causes; so `work().await.map_err(Error::of)?` does what `?` alone cannot,
    /// because this is an error itself. Exit code 1.
    ///
    /// ```
    /// # use runa_runtime::kernel::Error;
    /// fn port(text: &str) -> Result<u16, Error> {
    ///     text.parse().map_err(Error::of)
    /// }
    /// assert_eq!(port("x").unwrap_err().to_string(), "invalid digit found in string");
    /// ```
    pub fn of(error: impl Into<Any>) -> Self {
        Self::new(with_causes(&*error.into()))
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
        Self::of(error)
    }
}

/// The same for an error of any type.
impl From<Any> for Error {
    fn from(error: Any) -> Self {
        Self::of(error)
    }
}

/// The same in words of one's own: `Err("no more".into())`.
impl From<&str> for Error {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}

/// The same.
impl From<String> for Error {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

/// What went wrong, and why: `cannot read the prices: connection refused`. Some say their cause themselves; it is not said twice.
fn with_causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !text.ends_with(&said) {
            // To a `String`, which takes everything.
            let _ = write!(text, ": {said}");
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[derive(Debug)]
    struct Layered(&'static str, Option<Box<Self>>);

    impl fmt::Display for Layered {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl std::error::Error for Layered {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            self.1.as_deref().map(|cause| cause as _)
        }
    }

    fn layered(words: &[&'static str]) -> Layered {
        let (first, rest) = words.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
        Layered(first, (!rest.is_empty()).then(|| Box::new(layered(rest))))
    }

    #[test]
    fn causes_are_said_each_once() {
        for (words, text) in [
            (&["no prices"][..], "no prices"),
            (&["no prices", "no answer", "refused"], "no prices: no answer: refused"),
            (&["no prices: no answer: refused", "no answer: refused", "refused"], "no prices: no answer: refused"),
        ] {
            assert_eq!(Error::of(layered(words)).to_string(), text);
            assert_eq!(Error::from(Any::from(layered(words))).to_string(), text);
            assert_eq!(Error::from(io::Error::other(layered(words))).to_string(), text);
        }
    }

    #[test]
    fn question_marks_and_words_become_errors() {
        fn fails(how: &str) -> super::super::Result<()> {
            match how {
                "of" => _ = "x".parse::<u16>().map_err(Error::of)?,
                "words" => return Err("no more".into()),
                "text" => return Err(format!("no {how}").into()),
                _ => Err(io::Error::other("no file"))?,
            }
            Ok(())
        }
        for (how, text) in
            [("of", "invalid digit found in string"), ("words", "no more"), ("text", "no text"), ("io", "no file")]
        {
            assert_eq!(fails(how).map_err(|error| (error.to_string(), error.exit_code())), Err((text.to_owned(), 1)));
        }
    }
}
