//! Socket activation: listeners that were opened before the process, and outlive it.

use std::io;

use runa_schema::value::Address;

use crate::kernel::server::Listener;
#[cfg(unix)]
use crate::kernel::server::unix_address;

/// The name of the sockets that are for operators.
const ADMIN: &str = "admin";

/// The sockets that were passed, each for one of the settings whose place it takes.
#[derive(Debug, Default)]
pub(crate) struct Sockets(Vec<(&'static str, Opened)>);

#[derive(Debug)]
#[cfg_attr(not(unix), expect(dead_code, reason = "nobody passes any"))]
enum Opened {
    Tcp(std::net::TcpListener),
    #[cfg(unix)]
    Unix(std::os::unix::net::UnixListener),
}

impl Sockets {
    /// Those for `listen` or `admin`.
    pub(crate) fn addresses(&self, setting: &str) -> Vec<Address> {
        self.0.iter().filter(|(of, _)| *of == setting).map(|(_, opened)| opened.address()).collect()
    }

    /// Takes those for `listen` or `admin`. Must be called inside a runtime.
    pub(crate) fn listeners(&mut self, setting: &str) -> io::Result<Vec<Listener>> {
        let (taken, left): (Vec<_>, _) = std::mem::take(&mut self.0).into_iter().partition(|(of, _)| *of == setting);
        self.0 = left;
        taken.into_iter().map(|(_, opened)| opened.listener()).collect()
    }
}

impl Opened {
    #[cfg(unix)]
    fn address(&self) -> Address {
        match self {
            Self::Tcp(listener) => match listener.local_addr() {
                Ok(address) => Address::Tcp(address),
                // It was looked at when it was taken.
                Err(_) => Address::Tcp(([0, 0, 0, 0], 0).into()),
            },
            Self::Unix(listener) => unix_address(listener.local_addr()),
        }
    }

    #[cfg(unix)]
    fn listener(self) -> io::Result<Listener> {
        match self {
            Self::Tcp(listener) => Listener::tcp(listener, true),
            Self::Unix(listener) => Listener::unix(listener, None),
        }
    }

    #[cfg(not(unix))]
    fn address(&self) -> Address {
        let Self::Tcp(listener) = self;
        Address::Tcp(listener.local_addr().unwrap_or_else(|_| ([0, 0, 0, 0], 0).into()))
    }

    #[cfg(not(unix))]
    fn listener(self) -> io::Result<Listener> {
        let Self::Tcp(listener) = self;
        Listener::tcp(listener, true)
    }
}

#[cfg(not(unix))]
impl Sockets {
    /// This system has no such thing.
    pub(crate) fn take() -> Result<Self, String> {
        Ok(Self::default())
    }
}

#[cfg(unix)]
impl Sockets {
    /// Takes what was passed to this very process. To be called once, before there are threads: it changes the environment, so that what
    /// the process starts takes none of it for its own.
    pub(crate) fn take() -> Result<Self, String> {
        let variable = |name: &str| std::env::var(name).ok();
        if variable("LISTEN_PID").and_then(|pid| pid.parse().ok()) != Some(std::process::id()) {
            return Ok(Self::default());
        }
        let names = variable("LISTEN_FDNAMES").unwrap_or_default();
        let mut names = names.split(':');
        let mut passed = listenfd::ListenFd::from_env();
        let mut sockets = Vec::new();
        for index in 0..passed.len() {
            let name = names.next().unwrap_or_default();
            let opened = take_one(&mut passed, index)
                .map_err(|why| format!("file descriptor {} (`{name}`), which `LISTEN_FDS` passes, {why}", 3 + index))?;
            sockets.push((if name == ADMIN { "admin" } else { "listen" }, opened));
        }
        Ok(Self(sockets))
    }
}

#[cfg(unix)]
fn take_one(passed: &mut listenfd::ListenFd, index: usize) -> Result<Opened, &'static str> {
    let opened = if let Ok(Some(listener)) = passed.take_tcp_listener(index) {
        Opened::Tcp(listener)
    } else if let Ok(Some(listener)) = passed.take_unix_listener(index) {
        Opened::Unix(listener)
    } else {
        return Err("is no stream socket of TCP or of the file system; a socket unit says `ListenStream=`");
    };
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        let socket = match &opened {
            Opened::Tcp(listener) => socket2::SockRef::from(listener),
            Opened::Unix(listener) => socket2::SockRef::from(listener),
        };
        if !socket.is_listener().unwrap_or(false) {
            return Err("is a connection and no listener; a socket unit says `Accept=no`");
        }
    }
    Ok(opened)
}
