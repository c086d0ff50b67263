//! The file of a socket: made for its owner and group, taken over when nobody answers on it, and removed if it is still ours.
//!
//! Between `bind` and `listen` nobody answers on a socket, and it looks like one that a dead process has left; between the look at a file
//! and its removal another may be put in its place. So processes do both only while they hold a lock of the folder.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use socket2::{Domain, SockAddr, Socket, Type};

/// Who may connect: the owner and the group, whatever the umask says. To connect is to write.
const MODE: u32 = 0o660;

/// How long the lock of a folder is waited for, and how often it is tried. Whoever does what we do has it for microseconds.
const PATIENCE: Duration = Duration::from_secs(1);
const AGAIN: Duration = Duration::from_millis(1);

/// Removed when this is dropped.
#[derive(Debug)]
pub(crate) struct SocketFile {
    path: PathBuf,
    /// Another process may have put its own in the place.
    is: Option<Identity>,
}

/// Device and number, which nobody else is given while our listener is open: so it is closed last.
type Identity = (u64, u64);

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
    let _lock = lock(path);
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

/// The lock of the folder of `path`, until it is dropped. A file of its own would be left behind, and a socket that is renamed when it listens
/// would take the place of another that was renamed a moment before.
///
/// Everybody who can read the folder can hold its lock. So whoever does not get it goes on without: a start that another's lock could
/// prevent would be worse than a gap of microseconds.
fn lock(path: &Path) -> Option<File> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = File::open(folder).ok()?;
    let until = Instant::now() + PATIENCE;
    loop {
        match folder.try_lock() {
            Ok(()) => return Some(folder),
            Err(TryLockError::WouldBlock) if Instant::now() < until => thread::sleep(AGAIN),
            Err(_) => return None,
        }
    }
}

fn identity(path: &Path) -> Option<Identity> {
    fs::symlink_metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        let _lock = lock(&self.path);
        if self.is.is_some() && identity(&self.path) == self.is {
            // Who cannot remove it cannot be helped: the next start does it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::os::unix::net::UnixStream;
    use std::sync::Barrier;

    use super::*;

    /// A path in a folder of its own, which is removed with it.
    struct Place(PathBuf);

    impl Place {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("runa-file-{name}-{}", std::process::id()));
            fs::create_dir_all(&folder).unwrap();
            Self(folder.join("a.sock"))
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(self.0.parent().unwrap());
        }
    }

    /// What two processes would do: a lock is one of an open file, not of a process.
    #[test]
    fn of_many_that_start_at_one_time_one_listens_and_answers() {
        let place = Place::new("many");
        let path = &place.0;
        for round in 0..100 {
            // Left by one that was killed.
            drop(UnixListener::bind(path).unwrap());
            let barrier = Barrier::new(4);
            let opened: Vec<_> = thread::scope(|scope| {
                let open = || {
                    barrier.wait();
                    open(path, 8)
                };
                let threads: Vec<_> = std::iter::repeat_with(|| scope.spawn(open)).take(4).collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            let (listen, refused): (Vec<_>, Vec<_>) = opened.into_iter().partition(Result::is_ok);
            assert_eq!(listen.len(), 1, "round {round}: {refused:?}");
            assert!(refused.iter().all(|one| matches!(one, Err(Refused::Answered))), "round {round}: {refused:?}");
            UnixStream::connect(path).unwrap();
            drop(listen);
            assert!(!path.exists(), "round {round}");
        }
    }

    #[test]
    fn a_lock_that_is_not_let_go_delays_a_start_and_does_not_prevent_it() {
        let place = Place::new("held");
        let path = &place.0;
        let _lock = lock(path).unwrap();
        let (_listener, file) = open(path, 8).unwrap();
        UnixStream::connect(path).unwrap();
        drop(file);
        assert!(!path.exists());
    }

    #[test]
    fn a_file_that_another_has_put_in_the_place_is_left_alone() {
        let place = Place::new("other");
        let path = &place.0;
        let (listener, file) = open(path, 8).unwrap();
        fs::remove_file(path).unwrap();
        let other = UnixListener::bind(path).unwrap();
        drop((listener, file));
        UnixStream::connect(path).unwrap();
        drop(other);
    }
}
