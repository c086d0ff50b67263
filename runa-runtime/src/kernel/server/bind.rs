//! Opening a listener, and saying plainly why that is not possible.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket};

use crate::kernel::{Error, Result};

/// Connections that the kernel of the system keeps for us while we do not accept. Linux cuts it to `net.core.somaxconn`.
const BACKLOG: u32 = 4096;

/// Opens a listener; `setting` is named in the help of the error.
pub(crate) fn bind(address: SocketAddr, setting: &str) -> Result<TcpListener> {
    open(address).map_err(|error| {
        let why = match error.kind() {
            io::ErrorKind::AddrInUse => "the address is already in use by another process".to_owned(),
            io::ErrorKind::AddrNotAvailable => "this machine has no such address".to_owned(),
            io::ErrorKind::PermissionDenied => format!("the process may not use port {}", address.port()),
            _ => error.to_string(),
        };
        Error::new(format!("cannot listen on {address}: {why}; `{setting}=…` takes another address"))
    })
}

fn open(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // On Windows the option would let two processes take the same port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
