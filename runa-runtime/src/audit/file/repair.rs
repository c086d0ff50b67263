//! A torn last line, as a process leaves it that died while it wrote, or a machine that lost power.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// So much is read at once, from the end.
const PIECE: u64 = 64 << 10;

/// What was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audit) struct Repaired {
    /// Bytes of the torn line.
    pub(in crate::audit) bytes: u64,
}

impl Repaired {
    /// The record of it.
    pub(super) fn record(self) -> String {
        let bytes = self.bytes;
        format!(
            ",\"action\":\"audit.repaired\",\"success\":true,\"error\":\"an earlier process left its last line unfinished; it was cut off\",\"meta\":{{\"bytes\":{bytes}}}"
        )
    }
}

/// Cuts off what stands behind the last end of a line. Leaves it as it is while another process has the file open, for which it is not
/// torn but under way.
pub(super) fn repair(file: &mut File, path: &Path) -> io::Result<Option<Repaired>> {
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.len() == 0 {
        return Ok(None);
    }
    let lock = File::open(path)?;
    file.unlock()?;
    // Some file systems have no locks; there nobody else's is known of.
    let alone = !matches!(lock.try_lock(), Err(TryLockError::WouldBlock));
    let repaired = if alone { cut(file, file.metadata()?.len()) } else { Ok(None) };
    drop(lock);
    let _ = file.try_lock_shared();
    repaired
}

fn cut(file: &mut File, length: u64) -> io::Result<Option<Repaired>> {
    let mut end = length;
    let mut piece = Vec::new();
    let whole = loop {
        let begun = end.saturating_sub(PIECE);
        file.seek(SeekFrom::Start(begun))?;
        piece.clear();
        file.by_ref().take(end - begun).read_to_end(&mut piece)?;
        if let Some(at) = piece.iter().rposition(|byte| *byte == b'\n') {
            break begun + at as u64 + 1;
        }
        if begun == 0 {
            break 0;
        }
        end = begun;
    };
    if whole == length {
        return Ok(None);
    }
    file.set_len(whole)?;
    file.sync_all()?;
    Ok(Some(Repaired { bytes: length - whole }))
}
