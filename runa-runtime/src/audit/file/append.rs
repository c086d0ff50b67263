//! One open file, to whose end whole batches are written.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::SystemTime;

use super::repair::{self, Repaired};

/// The file as it is open.
#[derive(Debug)]
pub(super) struct Open {
    file: File,
    /// Its length, up to which all is whole.
    pub(super) length: u64,
    /// When it was begun.
    pub(super) begun: SystemTime,
    /// Whether it ends inside of a line, because even cutting that off has failed.
    torn: bool,
    #[cfg(test)]
    pub(super) fault: super::tests::Fault,
}

/// What somebody else did to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Another file, or none, is at its path.
    Gone,
    /// It was made shorter.
    Shortened { from: u64, to: u64 },
}

impl Change {
    pub(super) const fn is_gone(self) -> bool {
        matches!(self, Self::Gone)
    }

    pub(super) fn what(self) -> String {
        match self {
            Self::Gone => "was removed or replaced while it was written; a new one is begun".to_owned(),
            Self::Shortened { from, to } => format!("was shortened from {from} to {to} bytes while it was written"),
        }
    }

    /// The record of it.
    pub(super) fn record(self) -> String {
        match self {
            Self::Gone => ",\"action\":\"audit.file_gone\",\"success\":false".to_owned(),
            Self::Shortened { from, to } => format!(
                ",\"action\":\"audit.file_shortened\",\"success\":false,\"meta\":{{\"from\":{from},\"to\":{to}}}"
            ),
        }
    }
}

impl Open {
    /// Opens the file of an earlier process, or a new one.
    pub(super) fn first(path: &Path) -> io::Result<(Self, Option<Repaired>)> {
        let mut open = Self::again(path)?;
        let repaired = repair::repair(&mut open.file, path)?;
        open.length = open.file.metadata()?.len();
        open.torn = !ends_whole(&mut open.file, open.length)?;
        Ok((open, repaired))
    }

    /// Opens it while running.
    pub(super) fn again(path: &Path) -> io::Result<Self> {
        let folder = folder(path);
        fs::create_dir_all(folder)?;
        let there = path.exists();
        let mut options = OpenOptions::new();
        options.append(true).create(true).read(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        let metadata = file.metadata()?;
        if !there {
            sync_folder(folder)?;
        }
        let begun = metadata.created().unwrap_or_else(|_| SystemTime::now());
        let torn = !ends_whole(&mut file, metadata.len())?;
        // Held while it is open, so that another process that starts does not take what is being written for torn.
        let _ = file.try_lock_shared();
        Ok(Self {
            file,
            length: metadata.len(),
            begun,
            torn,
            #[cfg(test)]
            fault: super::tests::Fault::default(),
        })
    }

    /// Writes whole lines, or nothing.
    pub(super) fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.torn {
            self.write(b"\n")?;
            self.torn = false;
        }
        match self.write(lines) {
            Ok(()) => {
                self.length += lines.len() as u64;
                Ok(())
            }
            Err(error) => {
                // A part may be there. It is cut off, so that the next try does not make it two.
                let cut = self.file.set_len(self.length);
                self.torn = cut.is_err();
                Err(error)
            }
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        #[cfg(test)]
        if let Some(error) = self.fault.on_write(&mut self.file, bytes) {
            return Err(error);
        }
        self.file.write_all(bytes)
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        #[cfg(test)]
        if let Some(error) = self.fault.on_sync() {
            return Err(error);
        }
        self.file.sync_data()
    }

    /// Whether the file is still the one at its path, and as long as it was left.
    pub(super) fn changed(&mut self, path: &Path) -> Option<Change> {
        let Ok(here) = self.file.metadata() else { return Some(Change::Gone) };
        let same = fs::metadata(path).is_ok_and(|there| is_same(&here, &there));
        if !same {
            return Some(Change::Gone);
        }
        // Longer is what another process makes it that writes there, too.
        let from = std::mem::replace(&mut self.length, here.len());
        (here.len() < from).then_some(Change::Shortened { from, to: here.len() })
    }
}

#[cfg(unix)]
fn is_same(here: &Metadata, there: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (here.dev(), here.ino()) == (there.dev(), there.ino())
}

/// Elsewhere a file that is open cannot be removed.
#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    true
}

fn ends_whole(file: &mut File, length: u64) -> io::Result<bool> {
    if length == 0 || !file.metadata()?.is_file() {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// The folder that holds `path`.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes sure that names in a folder are safe: a synced file whose name is lost is lost.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
