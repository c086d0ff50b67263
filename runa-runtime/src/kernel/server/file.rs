//! The file of a socket: made for its owner and group, taken over when nobody answers on it, and removed if it is still ours.

use std::fs;
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use socket2::{Domain, SockAddr, Socket, Type};

/// Who may connect: the owner and the group, whatever the umask says. To connect is to write.
const MODE: u32 = 0o660;

/// Removed when this is dropped.
#[derive(Debug)]
pub(crate) struct SocketFile {
    path: PathBuf,
    /// Device and number. Another process may have put its own in the place.
    is: Option<(u64, u64)>,
}

/// Why there is no socket.
#[derive(Debug)]
pub(super) enum Refused {
    /// Another process answers there.
    Answered,
    /// It is not for this process to know whether one does.
    Foreign,
    /// What lies there is no socket.
    Occupied,
    /// It is a folder.
    Folder,
    /// The system says no.
    By(io::Error),
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::By(error)
    }
}

/// Opens a listener at `path`.
pub(super) fn open(path: &Path, backlog: i32) -> Result<(UnixListener, SocketFile), Refused> {
    let address = SockAddr::unix(path)?;
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    match socket.bind(&address) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            remove_stale(path, &address)?;
            socket.bind(&address)?;
        }
        bound => bound?,
    }
    let file = SocketFile { path: path.to_owned(), is: identity(path) };
    // Before it listens, so that nobody comes in by what the umask allows.
    fs::set_permissions(path, fs::Permissions::from_mode(MODE))?;
    socket.listen(backlog)?;
    Ok((socket.into(), file))
}

/// Removes what a process has left that did not come to its end.
fn remove_stale(path: &Path, address: &SockAddr) -> Result<(), Refused> {
    let kind = fs::symlink_metadata(path)?.file_type();
    if !kind.is_socket() {
        return Err(if kind.is_dir() { Refused::Folder } else { Refused::Occupied });
    }
    let probe = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    // One whose backlog is full answers too, some time.
    probe.set_nonblocking(true)?;
    match probe.connect(address).map_err(|error| error.kind()) {
        Err(io::ErrorKind::ConnectionRefused) => Ok(fs::remove_file(path)?),
        // Its owner has just removed it.
        Err(io::ErrorKind::NotFound) => Ok(()),
        Err(io::ErrorKind::PermissionDenied) => Err(Refused::Foreign),
        _ => Err(Refused::Answered),
    }
}

fn identity(path: &Path) -> Option<(u64, u64)> {
    fs::symlink_metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        if self.is.is_some() && identity(&self.path) == self.is {
            // Who cannot remove it cannot be helped: the next start does it.
            let _ = fs::remove_file(&self.path);
        }
    }
}
