//! What the process finds around it, as a value, so that a test or a second app has its own.

use std::ffi::OsStr;
use std::{fs, io};

use runa_schema::resolve::Environment;
use runa_schema::settings::Section;
use runa_schema::value::Address;

/// An environment that can list its variables, so that overrides which name no setting are found.
pub(crate) trait Surroundings: Environment {
    /// Every variable whose name and value are UTF-8.
    fn variables(&self) -> Vec<(String, String)>;

    /// The stage that the program itself asks for, whatever the variable says.
    fn stage(&self) -> Option<&str> {
        None
    }

    /// The names of the others, as far as they can be shown. To others than this trait they are not there at all.
    fn unreadable(&self) -> Vec<String> {
        Vec::new()
    }

    /// What a test sets, by the paths of settings.
    fn set_by_test(&self) -> &[(String, String)] {
        &[]
    }

    /// Sections that are settled although the stage does not list them.
    fn besides(&self) -> &[(&'static str, &'static Section)] {
        &[]
    }

    /// The addresses of sockets that take the place of `server.listen` or `server.admin`: who started the process has opened them.
    fn sockets(&self, _setting: &str) -> Vec<Address> {
        Vec::new()
    }
}

/// The surroundings of this process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Process;

impl Environment for Process {
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn file(&self, path: &str) -> io::Result<String> {
        fs::read_to_string(path)
    }
}

impl Surroundings for Process {
    fn variables(&self) -> Vec<(String, String)> {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }

    fn unreadable(&self) -> Vec<String> {
        std::env::vars_os().filter_map(|(name, value)| unreadable(&name, &value)).collect()
    }
}

/// The name of a variable, if it or its value is not UTF-8.
fn unreadable(name: &OsStr, value: &OsStr) -> Option<String> {
    let readable = name.to_str().is_some() && value.to_str().is_some();
    (!readable).then(|| name.to_string_lossy().into_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::ffi::OsStrExt;

    use super::*;

    #[test]
    fn what_is_not_utf_8_has_a_name() {
        for (name, value, expected) in [
            (&b"RUNA_STAGE"[..], &b"prod"[..], None),
            (b"RUNA_STAGE", b"\xff", Some("RUNA_STAGE")),
            (b"RUNA__\xff", b"x", Some("RUNA__\u{fffd}")),
        ] {
            assert_eq!(unreadable(OsStr::from_bytes(name), OsStr::from_bytes(value)).as_deref(), expected);
        }
    }
}
