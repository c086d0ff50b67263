//! When a new file is begun, and which old ones go.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::append::{Open, folder, sync_folder};
use crate::kernel::clock::Clock;

/// Where the file is, and when it is turned over.
#[derive(Debug)]
pub(super) struct Rotation {
    pub(super) path: PathBuf,
    pub(super) size: Option<u64>,
    pub(super) every: Option<Duration>,
    pub(super) keep: Option<u32>,
}

impl Rotation {
    pub(super) fn is_due(&self, open: &Open) -> bool {
        let old = self.every.is_some_and(|every| open.begun.elapsed().is_ok_and(|age| age >= every));
        open.length > 0 && (old || self.size.is_some_and(|size| open.length >= size))
    }

    /// Gives the file its old name, and removes those that are too many. The name is safe when it returns.
    pub(super) fn turn(&self) -> io::Result<()> {
        // A pipe or a device, such as `/dev/stdout`, is not ours to rename.
        if !fs::metadata(&self.path)?.is_file() {
            return Ok(());
        }
        let mut now = SystemTime::now();
        let mut old = self.old_name(now);
        while old.exists() {
            now += Duration::from_micros(1);
            old = self.old_name(now);
        }
        fs::rename(&self.path, &old)?;
        let folder = folder(&self.path);
        sync_folder(folder)?;
        if let Some(keep) = self.keep {
            let mut names = self.old_names(folder)?;
            names.sort();
            let many = names.len().saturating_sub(keep as usize);
            for name in &names[..many] {
                // One that cannot be removed now is one too many the next time, too.
                if let Err(error) = fs::remove_file(name) {
                    tracing::warn!(target: "runa", path = %name.display(), "an old audit file cannot be removed: {error}");
                }
            }
        }
        Ok(())
    }

    /// `audit.jsonl` becomes `audit.jsonl.20261125T170000.123456Z`, which sorts by time and is a name everywhere.
    fn old_name(&self, time: SystemTime) -> PathBuf {
        let mut text = Vec::new();
        Clock::default().write(time, &mut text);
        text.retain(|byte| !matches!(byte, b'-' | b':'));
        let mut name = self.path.clone().into_os_string();
        name.push(".");
        // Digits and punctuation.
        name.push(String::from_utf8(text).unwrap_or_default());
        PathBuf::from(name)
    }

    fn old_names(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let Some(own) = self.path.file_name().and_then(|name| name.to_str()) else { return Ok(Vec::new()) };
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let is_old = entry
                .file_name()
                .to_str()
                .and_then(|name| name.strip_prefix(own)?.strip_prefix('.'))
                .is_some_and(is_time);
            if is_old {
                names.push(entry.path());
            }
        }
        Ok(names)
    }
}

/// Whether it is what [`Rotation::old_name`] puts behind a name: others' files beside ours are theirs.
fn is_time(text: &str) -> bool {
    let shape = "00000000T000000.000000Z";
    text.len() == shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(byte, like)| if like == b'0' { byte.is_ascii_digit() } else { byte == like })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_keeps_its_name() {
        let link = std::env::temp_dir().join(format!("runa-audit-device-{}", std::process::id()));
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink("/dev/null", &link).unwrap_or_else(|error| panic!("{error}"));
        let turned = Rotation { path: link.clone(), size: None, every: None, keep: None }.turn();
        assert!(turned.is_ok() && fs::symlink_metadata(&link).is_ok_and(|there| there.is_symlink()), "{turned:?}");
        let _ = fs::remove_file(link);
    }
}
