//! What a service manager is told: ready, well, stopping. One datagram each, to the socket that `NOTIFY_SOCKET` names.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The way to a service manager that wants to be told.
#[derive(Debug)]
pub(crate) struct Notify {
    #[cfg(unix)]
    way: (std::os::unix::net::UnixDatagram, std::os::unix::net::SocketAddr),
    watchdog: Option<Duration>,
    stops: Once,
    /// Whether it could not be told the last time.
    lost: AtomicBool,
}

/// What there is to say of the way to the manager: it is lost, or found again.
#[must_use]
#[derive(Debug)]
pub(crate) enum Told {
    Lost(std::io::Error, String),
    Again,
}

impl Told {
    pub(crate) fn say(&self) {
        match self {
            Self::Lost(error, what) => {
                tracing::warn!(target: "runa", %error, "cannot tell the service manager: {what}");
            }
            Self::Again => tracing::info!(target: "runa", "the service manager can be told again"),
        }
    }
}

impl Notify {
    /// How often it wants to hear that the process is well, at least.
    pub(crate) const fn watchdog(&self) -> Option<Duration> {
        self.watchdog
    }

    /// The process serves.
    pub(crate) fn ready(&self, status: &str) -> Option<Told> {
        self.tell(&format!("READY=1\nSTATUS={status}\n"))
    }

    /// It is well.
    pub(crate) fn alive(&self) -> Option<Told> {
        self.tell("WATCHDOG=1\n")
    }

    /// It has begun to end, which may take so long. Further calls wait until that is told.
    pub(crate) fn stopping(&self, total: Duration) -> Option<Told> {
        let mut told = None;
        self.stops.call_once(|| {
            let micros = total.as_micros();
            told = self.tell(&format!("STOPPING=1\nSTATUS=draining\nEXTEND_TIMEOUT_USEC={micros}\n"));
        });
        told
    }
}

#[cfg(not(unix))]
impl Notify {
    /// Nobody does on this system.
    pub(crate) fn wanted() -> Option<Self> {
        None
    }

    fn tell(&self, _: &str) -> Option<Told> {
        None
    }
}

#[cfg(unix)]
impl Notify {
    /// Whether somebody wants to be told. A name that is none is said on standard error: who waits for `READY=1` would wait in vain.
    pub(crate) fn wanted() -> Option<Self> {
        use std::os::unix::net::UnixDatagram;

        let name = std::env::var_os("NOTIFY_SOCKET").filter(|name| !name.is_empty())?;
        let way = address(&name).and_then(|address| {
            let socket = UnixDatagram::unbound()?;
            // A manager that does not read must not hold up who drains.
            socket.set_write_timeout(Some(Duration::from_secs(1)))?;
            Ok((socket, address))
        });
        match way {
            Ok(way) => Some(Self { way, watchdog: watchdog(), stops: Once::new(), lost: AtomicBool::new(false) }),
            Err(error) => {
                crate::kernel::stderr::say(format_args!(
                    "warning: the service manager cannot be told anything: `NOTIFY_SOCKET` is `{}`: {error}",
                    name.to_string_lossy()
                ));
                None
            }
        }
    }

    fn tell(&self, state: &str) -> Option<Told> {
        let (socket, address) = &self.way;
        let told = socket.send_to_addr(state.as_bytes(), address);
        // At the first failure and at the first success after it: the watchdog is told for as long as the process lives.
        let was_lost = self.lost.swap(told.is_err(), Ordering::Relaxed);
        match told {
            Err(error) if !was_lost => Some(Told::Lost(error, state.lines().next().unwrap_or_default().to_owned())),
            Ok(_) if was_lost => Some(Told::Again),
            _ => None,
        }
    }
}

/// A path, or behind `@` a name that lies in no file system.
#[cfg(unix)]
fn address(name: &std::ffi::OsStr) -> std::io::Result<std::os::unix::net::SocketAddr> {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::net::SocketAddr;

    match name.as_bytes() {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        [b'@', name @ ..] => {
            #[cfg(target_os = "android")]
            use std::os::android::net::SocketAddrExt;
            #[cfg(target_os = "linux")]
            use std::os::linux::net::SocketAddrExt;

            SocketAddr::from_abstract_name(name)
        }
        [b'/', ..] => SocketAddr::from_pathname(name),
        _ => Err(std::io::Error::new(std::io::ErrorKind::Unsupported, "it begins neither with `/` nor with `@`")),
    }
}

/// How often to report, if this process is the one that is watched.
#[cfg(unix)]
fn watchdog() -> Option<Duration> {
    let asked = std::env::var_os("WATCHDOG_USEC").filter(|asked| !asked.is_empty())?;
    let watched = std::env::var("WATCHDOG_PID").ok().map(|id| id.parse() == Ok(std::process::id()));
    if watched == Some(false) {
        return None;
    }
    let micros = asked.to_str().and_then(|asked| asked.parse().ok()).filter(|micros| *micros > 0);
    if micros.is_none() {
        crate::kernel::stderr::say(format_args!(
            "warning: the watchdog is not told anything: `WATCHDOG_USEC` is `{}`, and not a number of microseconds above 0",
            asked.to_string_lossy()
        ));
    }
    micros.map(Duration::from_micros)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use std::os::unix::net::{SocketAddr, UnixDatagram};

    use super::*;
    use crate::kernel::tests::house::noted;

    #[test]
    fn a_manager_that_is_lost_is_said_once_and_once_when_it_is_back() {
        let path = std::env::temp_dir().join(format!("runa-lost-{}", std::process::id()));
        let way = (UnixDatagram::unbound().unwrap(), SocketAddr::from_pathname(&path).unwrap());
        let notify = Notify { way, watchdog: None, stops: Once::new(), lost: AtomicBool::new(false) };
        let alive = || notify.alive().into_iter().for_each(|told| told.say());
        let notes = noted(|| {
            (0..3).for_each(|_| alive());
            let manager = UnixDatagram::bind(&path).unwrap();
            (0..3).for_each(|_| alive());
            drop(manager);
            std::fs::remove_file(&path).unwrap();
            alive();
        });
        let lost = "WARN cannot tell the service manager: WATCHDOG=1";
        assert_eq!(notes, [lost, "INFO the service manager can be told again", lost]);
    }
}
