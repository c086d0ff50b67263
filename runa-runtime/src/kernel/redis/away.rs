//! Why a call has failed, in words for people.

use std::fmt;
use std::io;
use std::time::Duration;

use redis::{ErrorKind, RedisError};

use super::target::Target;

/// How much of what the server said is passed on.
const MOST: usize = 200;

/// A call that has failed: the server is away, or refused.
#[derive(Clone, Debug)]
pub(crate) struct Away {
    reason: String,
    code: Option<String>,
    began: bool,
}

impl Away {
    /// There is no connection.
    pub(super) const fn unreached(reason: String) -> Self {
        Self { reason, code: None, began: false }
    }

    /// The deadline has passed.
    pub(super) fn late(target: &Target, deadline: Duration) -> Self {
        Self { reason: format!("redis at {target} gave no answer within {deadline:?}"), code: None, began: true }
    }

    pub(super) fn of(target: &Target, error: &RedisError) -> Self {
        let code = match error.kind() {
            ErrorKind::Server(_) | ErrorKind::Extension => error.code().map(str::to_owned),
            _ => None,
        };
        let said = |text: &str| text.chars().filter(|character| !character.is_control()).take(MOST).collect::<String>();
        let reason = match (error.kind(), code.as_deref()) {
            (_, Some("LOADING")) => format!("redis at {target} is loading its data"),
            (_, Some("READONLY")) => format!("redis at {target} is a replica that takes no writes"),
            (_, Some("NOAUTH")) => format!("redis at {target} wants a password"),
            (_, Some("MASTERDOWN")) => format!("redis at {target} is a replica without its master"),
            (_, Some(code)) => {
                format!("redis at {target} refuses: {code} {}", said(error.detail().unwrap_or_default()))
            }
            (ErrorKind::AuthenticationFailed, _) => format!("redis at {target} refuses the user or the password"),
            (ErrorKind::Io, _) => format!("the connection to redis at {target} is lost: {}", io_reason(error)),
            _ => format!("redis at {target} answers what is not understood: {}", said(&error.to_string())),
        };
        Self { reason: reason.trim_end().to_owned(), code, began: true }
    }

    /// The first word of the server's error, such as `NOGROUP` or `WRONGTYPE`; `None` when it gave none.
    pub(crate) fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Whether the server may have carried it out all the same.
    pub(crate) const fn may_be_done(&self) -> bool {
        self.began && self.code.is_none()
    }

    /// Whether the one to talk to is another: a replica took the place of a master.
    pub(super) fn elsewhere(&self) -> bool {
        self.code() == Some("READONLY")
    }

    /// Whether the server cannot serve for now.
    pub(super) fn ill(&self) -> bool {
        matches!(self.code(), Some("LOADING" | "NOAUTH" | "MASTERDOWN" | "CLUSTERDOWN"))
    }

    pub(super) fn into_reason(self) -> String {
        self.reason
    }
}

impl fmt::Display for Away {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Away {}

fn io_reason(error: &RedisError) -> String {
    match std::error::Error::source(error).and_then(|source| source.downcast_ref::<io::Error>()) {
        // This is also what the crate says when the server has closed the connection.
        Some(error) if error.kind() == io::ErrorKind::BrokenPipe => "the server has closed it".to_owned(),
        Some(error) => plain(error),
        None => error.to_string(),
    }
}

/// `connection refused`, without the number of the system.
pub(super) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}
