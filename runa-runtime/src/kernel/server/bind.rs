//! Opening listeners, and saying plainly why that is not possible.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};

use runa_schema::value::Address;
use tokio::net::TcpSocket;

use super::accept::is_of_files;
use super::listener::Listener;
use crate::kernel::{Error, Result};

/// Of what is missing here no other address has more.
const NO_FILES: &str = "the process has as many files open as it may; raise the limit (`ulimit -n`)";

/// Opens a listener; `setting` is where its address is written, such as `listen`.
pub(crate) fn bind(address: &Address, setting: &str, backlog: u32) -> Result<Listener> {
    let opened = match address {
        Address::Tcp(address) => tcp(*address, backlog).map_err(|error| why_not_tcp(&error, *address)),
        #[cfg(unix)]
        Address::Unix(path) => unix(path, backlog),
        #[cfg(not(unix))]
        Address::Unix(_) => Err("this system has no sockets in the file system; take an address and a port".to_owned()),
    };
    opened.map_err(|why| {
        let how = if why == NO_FILES {
            String::new()
        } else {
            format!(", as by `RUNA__SERVER__{}=…`", setting.to_uppercase())
        };
        Error::new(format!("cannot listen on `{address}` (`server.{setting}`): {why}{how}"))
    })
}

fn tcp(address: SocketAddr, backlog: u32) -> io::Result<Listener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // On Windows the option would let two processes take the same port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Listener::tcp(socket.listen(backlog)?.into_std()?, false)
}

/// Why, and what to do: both end in a sentence that names the variable.
fn why_not_tcp(error: &io::Error, address: SocketAddr) -> String {
    let port = address.port();
    match error.kind() {
        _ if is_of_files(error) => NO_FILES.to_owned(),
        ErrorKind::AddrInUse => {
            format!(
                "the address is already in use: another process listens on port {port}; end it, or take another address"
            )
        }
        ErrorKind::AddrNotAvailable => {
            let all = if address.is_ipv4() { "0.0.0.0" } else { "[::]" };
            format!(
                "this machine has no address `{}`; take one that it has, or `{all}:{port}` for all of them",
                address.ip()
            )
        }
        ErrorKind::PermissionDenied if port > 0 && port < 1024 => {
            "ports below 1024 are for privileged processes; give this one the capability `CAP_NET_BIND_SERVICE`, or take a port from \
             1024 on"
                .to_owned()
        }
        ErrorKind::PermissionDenied => format!("the process may not use port {port}; take another"),
        _ if matches!(address.ip(), IpAddr::V6(_)) && error.kind() == ErrorKind::Unsupported => {
            "this machine does not speak IPv6; take an address of IPv4".to_owned()
        }
        _ => format!("{error}; take another address"),
    }
}

#[cfg(unix)]
fn unix(path: &std::path::Path, backlog: u32) -> Result<Listener, String> {
    let backlog = i32::try_from(backlog).unwrap_or(i32::MAX);
    let (listener, file) = super::file::open(path, backlog).map_err(|refused| why_not_unix(&refused, path))?;
    Listener::unix(listener, Some(file)).map_err(|error| format!("{error}; take another path"))
}

#[cfg(unix)]
fn why_not_unix(refused: &super::file::Refused, path: &std::path::Path) -> String {
    use super::file::Refused;

    let folder = path.parent().unwrap_or(path).display();
    match refused {
        Refused::Answered => "another process answers there; end it, or take another path".to_owned(),
        Refused::Foreign => "a socket of another user lies there; remove it, or take another path".to_owned(),
        Refused::Folder => {
            format!(
                "`{0}` is a folder; take a path in it, such as `{1}`",
                path.display(),
                path.join("http.sock").display()
            )
        }
        Refused::Occupied => "a file that is no socket lies there; move it away, or take another path".to_owned(),
        Refused::By(error) => match error.kind() {
            _ if is_of_files(error) => NO_FILES.to_owned(),
            ErrorKind::NotFound => format!("there is no folder `{folder}`; make it, or take another path"),
            ErrorKind::NotADirectory => format!("`{folder}` is no folder; take another path"),
            ErrorKind::PermissionDenied => {
                format!("the process may not write to `{folder}`; give it the folder, or take another path")
            }
            ErrorKind::ReadOnlyFilesystem => format!("`{folder}` can only be read; take another path"),
            ErrorKind::InvalidInput => format!(
                "the path has {} bytes, more than an address of this system holds; take a shorter one",
                path.as_os_str().len()
            ),
            _ => format!("{error}; take another path"),
        },
    }
}

/// A listener of this machine on a free port.
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
pub(crate) fn anywhere() -> super::listener::Listeners {
    super::listener::Listeners::new(vec![bind(&Address::Tcp(([127, 0, 0, 1], 0).into()), "listen", 100).unwrap()])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    #[test]
    fn what_the_network_refuses_is_one_plain_sentence() {
        for (kind, address, expected) in [
            (
                ErrorKind::AddrNotAvailable,
                "192.0.2.1:80",
                "this machine has no address `192.0.2.1`; take one that it has, or `0.0.0.0:80` for all of them",
            ),
            (
                ErrorKind::AddrNotAvailable,
                "[2001:db8::1]:80",
                "this machine has no address `2001:db8::1`; take one that it has, or `[::]:80` for all of them",
            ),
            (
                ErrorKind::PermissionDenied,
                "127.0.0.1:80",
                "ports below 1024 are for privileged processes; give this one the capability `CAP_NET_BIND_SERVICE`, or take a port \
                 from 1024 on",
            ),
            (ErrorKind::PermissionDenied, "127.0.0.1:8080", "the process may not use port 8080; take another"),
            (ErrorKind::Unsupported, "[::1]:80", "this machine does not speak IPv6; take an address of IPv4"),
        ] {
            assert_eq!(why_not_tcp(&kind.into(), address.parse().unwrap()), expected);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_shortage_of_files_is_not_mended_by_another_address() {
        use crate::kernel::server::file::Refused;

        for number in [23, 24] {
            let error = || io::Error::from_raw_os_error(number);
            assert_eq!(why_not_tcp(&error(), "127.0.0.1:80".parse().unwrap()), NO_FILES);
            assert_eq!(why_not_unix(&Refused::By(error()), std::path::Path::new("/run/a.sock")), NO_FILES);
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_folder_is_called_one() {
        let folder = std::env::temp_dir();
        let error = bind(&Address::Unix(folder.clone()), "listen", 1).unwrap_err().to_string();
        let (is, such) = (folder.display(), folder.join("http.sock").display().to_string());
        assert_eq!(
            error,
            format!(
                "cannot listen on `unix:{is}` (`server.listen`): `{is}` is a folder; take a path in it, such as `{such}`, as by \
                 `RUNA__SERVER__LISTEN=…`"
            )
        );
    }

    #[cfg(unix)]
    #[test]
    fn what_the_file_system_refuses_is_one_plain_sentence() {
        use crate::kernel::server::file::Refused;

        for (kind, expected) in [
            (ErrorKind::NotFound, "there is no folder `/run/orders`; make it, or take another path"),
            (ErrorKind::NotADirectory, "`/run/orders` is no folder; take another path"),
            (
                ErrorKind::PermissionDenied,
                "the process may not write to `/run/orders`; give it the folder, or take another path",
            ),
            (ErrorKind::ReadOnlyFilesystem, "`/run/orders` can only be read; take another path"),
            (
                ErrorKind::InvalidInput,
                "the path has 18 bytes, more than an address of this system holds; take a shorter one",
            ),
        ] {
            let refused = Refused::By(kind.into());
            assert_eq!(why_not_unix(&refused, std::path::Path::new("/run/orders/a.sock")), expected);
        }
    }
}
