//! The file on a disk that is full, read-only, slow to sync, or taken away; and as an earlier process left it.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::SystemTime;

use serde_json::Value;

use super::super::ledger::{Batch, Ledger, Limits};
use super::super::metrics::Defined;
use super::*;
use crate::audit::ledger::Lane;
use crate::kernel::metrics::Metrics;
use crate::kernel::panels::Panels;

/// Lets calls of the system fail.
#[derive(Clone, Debug, Default)]
pub(super) struct Fault(Arc<Failing>);

#[derive(Debug, Default)]
struct Failing {
    /// Number of the error of the next writes; zero is none. So many bytes go in before it.
    write: AtomicU32,
    before: AtomicU64,
    sync: AtomicU32,
    syncs: AtomicU32,
}

const ENOSPC: u32 = 28;
const EIO: u32 = 5;
const EROFS: u32 = 30;

impl Fault {
    pub(super) fn on_write(&self, file: &mut std::fs::File, bytes: &[u8]) -> Option<io::Error> {
        let error = self.0.write.load(Ordering::SeqCst);
        (error != 0).then(|| {
            let part = usize::try_from(self.0.before.load(Ordering::SeqCst)).unwrap().min(bytes.len());
            file.write_all(&bytes[..part]).unwrap();
            io::Error::from_raw_os_error(error.cast_signed())
        })
    }

    pub(super) fn on_sync(&self) -> Option<io::Error> {
        self.0.syncs.fetch_add(1, Ordering::SeqCst);
        let error = self.0.sync.load(Ordering::SeqCst);
        (error != 0).then(|| io::Error::from_raw_os_error(error.cast_signed()))
    }
}

/// A folder of its own, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("runa-audit-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.join("deep").join("audit.jsonl")
    }

    fn wanted(&self) -> Wanted {
        Wanted { path: self.path(), size: None, every: None, keep: None, sync: true }
    }

    fn open(&self) -> (File, Option<Repaired>) {
        Self::open_as(self.wanted())
    }

    fn open_as(wanted: Wanted) -> (File, Option<Repaired>) {
        let seconds = Defined::new(&Metrics::default()).unwrap().sync_seconds;
        File::open(wanted, "boot", Arc::from(&b"\"service\":\"orders\""[..]), seconds).unwrap()
    }

    fn lines(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.path()).unwrap();
        assert!(text.is_empty() || text.ends_with('\n'), "{text:?}");
        text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line:?}"))).collect()
    }

    /// What is beside it, by age.
    fn old(&self) -> Vec<PathBuf> {
        let mut old: Vec<_> =
            std::fs::read_dir(self.0.join("deep")).unwrap().map(|entry| entry.unwrap().path()).collect();
        old.retain(|path| *path != self.path());
        old.sort();
        old
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Batches as a ledger makes them.
struct Source(Ledger);

impl Source {
    fn new() -> Self {
        let limits = Limits { records: 1000, accept_loss: false, gather: Duration::ZERO };
        let counts = Defined::new(&Metrics::default()).unwrap().of("file");
        Self(Ledger::new("boot".to_owned(), limits, vec![("file", Lane::default(), counts)], Panels::default()))
    }

    fn batch(&self, records: usize) -> Batch {
        for _ in 0..records {
            self.0.hand_over(SystemTime::now(), format!("\"action\":\"{}\"", "x".repeat(100)).as_bytes(), false);
        }
        let mut batch = Batch::default();
        assert!(self.0.take(0, &mut batch, None, b""));
        batch
    }
}

fn numbers(lines: &[Value]) -> Vec<u64> {
    lines.iter().filter_map(|line| line["seq"].as_u64()).collect()
}

fn actions(lines: &[Value]) -> Vec<&str> {
    lines.iter().filter_map(|line| line["action"].as_str()).filter(|action| action.starts_with("audit.")).collect()
}

#[test]
fn a_torn_last_line_is_cut_off_and_told_of() {
    for (torn, whole, bytes) in [
        ("{\"seq\":1}\n{\"se", 1, 4),
        ("{\"se", 0, 4),
        ("{\"seq\":1}\n\0\0\0", 1, 3),
        (&*format!("{{\"seq\":1}}\n{}", "x".repeat(200_000)), 1, 200_000),
    ] {
        let folder = Folder::new("torn");
        std::fs::create_dir_all(folder.path().parent().unwrap()).unwrap();
        std::fs::write(folder.path(), torn).unwrap();
        let (mut file, repaired) = folder.open();
        assert_eq!(repaired, Some(Repaired { bytes }));
        file.write(&mut Source::new().batch(1)).unwrap();
        let lines = folder.lines();
        assert_eq!((lines.len(), actions(&lines)), (whole + 2, vec!["audit.repaired"]));
        assert_eq!(lines[whole]["meta"]["bytes"], bytes);
        drop(file);
        assert_eq!(folder.open().1, None, "once");
    }
    let folder = Folder::new("whole");
    assert_eq!(folder.open().1, None);
    assert!(folder.lines().is_empty(), "folder and file are made");
}

#[test]
fn what_another_process_writes_is_not_torn() {
    let folder = Folder::new("other");
    let (mut first, _) = folder.open();
    first.write(&mut Source::new().batch(1)).unwrap();
    std::fs::OpenOptions::new().append(true).open(folder.path()).unwrap().write_all(b"{\"seq\":").unwrap();
    let (mut second, repaired) = folder.open();
    assert_eq!(repaired, None, "the first still has it open");
    std::fs::OpenOptions::new().append(true).open(folder.path()).unwrap().write_all(b"7}\n").unwrap();
    first.write(&mut Source::new().batch(2)).unwrap();
    second.write(&mut Source::new().batch(1)).unwrap();
    let text = std::fs::read_to_string(folder.path()).unwrap();
    assert_eq!(text.lines().filter(|line| !line.is_empty()).count(), 5);
    assert!(
        text.lines().filter(|line| !line.is_empty()).all(|line| serde_json::from_str::<Value>(line).is_ok()),
        "{text}"
    );
}

#[test]
fn a_batch_is_in_the_file_as_a_whole_or_not_at_all() {
    for error in [ENOSPC, EROFS, EIO] {
        for before in [0, 1, 150, 10_000] {
            let folder = Folder::new("full");
            let source = Source::new();
            let (mut file, _) = folder.open();
            file.write(&mut source.batch(1)).unwrap();
            let fault = file.open.as_ref().unwrap().fault.0.clone();
            fault.before.store(before, Ordering::SeqCst);
            fault.write.store(error, Ordering::SeqCst);
            let mut batch = source.batch(3);
            for _ in 0..3 {
                let reason = file.write(&mut batch).unwrap_err();
                assert!(reason.contains(&format!("os error {error}")), "{reason}");
                assert_eq!(numbers(&folder.lines()), [1], "after {before} bytes");
            }
            fault.write.store(0, Ordering::SeqCst);
            file.write(&mut batch).unwrap();
            assert_eq!(numbers(&folder.lines()), [1, 2, 3, 4], "it recovers by itself");
        }
    }
}

#[test]
fn each_batch_is_synced_in_sync_and_once_a_second_in_async() {
    let folder = Folder::new("synced");
    let source = Source::new();
    for sync in [true, false] {
        let (mut file, _) = Folder::open_as(Wanted { sync, ..folder.wanted() });
        let fault = file.open.as_ref().unwrap().fault.0.clone();
        for _ in 0..5 {
            file.write(&mut source.batch(2)).unwrap();
        }
        assert_eq!(fault.syncs.load(Ordering::SeqCst), if sync { 5 } else { 0 });
        if !sync {
            let due = file.due().unwrap();
            assert!(due <= Instant::now() + UNSYNCED);
            file.tick().unwrap();
            assert_eq!((fault.syncs.load(Ordering::SeqCst), file.due()), (1, None), "and then it is quiet");
            file.write(&mut source.batch(1)).unwrap();
            drop(file);
            assert_eq!(fault.syncs.load(Ordering::SeqCst), 2, "at the end");
        }
    }
}

#[tokio::test]
async fn a_flush_of_async_syncs_what_is_there_and_what_was_written_before() {
    let folder = Folder::new("flushed");
    let source = Source::new();
    let (file, _) = Folder::open_as(Wanted { sync: false, ..folder.wanted() });
    let fault = file.open.as_ref().unwrap().fault.0.clone();
    let ledger = Arc::new(source.0);
    let complaint = super::super::complaint::Complaint::new(
        crate::kernel::journal::Journal::default(),
        crate::kernel::checks::Checks::default(),
    );
    super::super::drive::start(Arc::clone(&ledger), 0, Box::new(file), Arc::from(&b""[..]), complaint).unwrap();
    ledger.hand_over(SystemTime::now(), b"\"a\":1", false);
    ledger.flush().await;
    assert!(numbers(&folder.lines()) == [1] && fault.syncs.load(Ordering::SeqCst) == 1);
    let mut took = Vec::new();
    for last in 2..=4_u32 {
        let begun = Instant::now();
        ledger.hand_over(SystemTime::now(), b"\"a\":1", false);
        while ledger.state(0).0 > 0 {
            tokio::task::yield_now().await;
        }
        ledger.flush().await;
        assert!(numbers(&folder.lines()).into_iter().eq(1..=last.into()) && fault.syncs.load(Ordering::SeqCst) == last);
        took.push(begun.elapsed());
    }
    // The machine may be busy once, but not each time.
    assert!(took.iter().min() < Some(&UNSYNCED), "nobody waits for the second to pass: {took:?}");
    ledger.close();
}

#[test]
fn a_file_that_could_not_be_synced_is_never_written_to_again() {
    let folder = Folder::new("unsynced");
    let source = Source::new();
    let (mut file, _) = folder.open();
    file.write(&mut source.batch(1)).unwrap();
    file.open.as_ref().unwrap().fault.0.sync.store(EIO, Ordering::SeqCst);
    let mut batch = source.batch(2);
    let reason = file.write(&mut batch).unwrap_err();
    assert!(reason.contains("a new one is begun"), "{reason}");
    file.write(&mut batch).unwrap();
    let lines = folder.lines();
    assert_eq!(
        (numbers(&lines), actions(&lines)),
        (vec![2, 3], vec!["audit.sync_failed"]),
        "all of the batch is in the new one"
    );
    assert_eq!(folder.old().len(), 1);
}

#[test]
fn a_file_that_is_taken_away_or_shortened_is_noticed() {
    let folder = Folder::new("gone");
    let source = Source::new();
    let (mut file, _) = folder.open();
    file.write(&mut source.batch(1)).unwrap();
    std::fs::remove_file(folder.path()).unwrap();
    file.write(&mut source.batch(1)).unwrap();
    let lines = folder.lines();
    assert_eq!((numbers(&lines), actions(&lines)), (vec![2], vec!["audit.file_gone"]));
    // Renamed by somebody else, with its folder made anew.
    std::fs::rename(folder.0.join("deep"), folder.0.join("away")).unwrap();
    file.write(&mut source.batch(1)).unwrap();
    assert_eq!(numbers(&folder.lines()), [3]);
    std::fs::OpenOptions::new().write(true).open(folder.path()).unwrap().set_len(0).unwrap();
    file.write(&mut source.batch(1)).unwrap();
    let lines = folder.lines();
    assert_eq!((numbers(&lines), actions(&lines)), (vec![4], vec!["audit.file_shortened"]));
}

#[test]
fn files_turn_over_by_size_and_age_and_the_oldest_go() {
    let folder = Folder::new("turn");
    let source = Source::new();
    let (mut file, _) = Folder::open_as(Wanted { size: Some(500), keep: Some(2), ..folder.wanted() });
    std::fs::write(folder.0.join("deep").join("audit.jsonl.mine"), "").unwrap();
    for _ in 0..12 {
        file.write(&mut source.batch(2)).unwrap();
    }
    let old = folder.old();
    assert_eq!(old.len(), 3, "two, and the one that is not ours: {old:?}");
    let mut seen = Vec::new();
    for path in old.iter().filter(|path| !path.ends_with("audit.jsonl.mine")) {
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.len() >= 500 && text.len() < 1000, "{}", text.len());
        seen.extend(numbers(&text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<_>>()));
    }
    seen.extend(numbers(&folder.lines()));
    let first = seen[0];
    assert!(seen.iter().copied().eq(first..=24), "no record is lost or twice: {seen:?}");

    let folder = Folder::new("age");
    let (mut file, _) = Folder::open_as(Wanted { every: Some(Duration::from_millis(30)), ..folder.wanted() });
    file.write(&mut source.batch(1)).unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while folder.old().is_empty() {
        assert!(Instant::now() < deadline);
        std::thread::sleep(Duration::from_millis(5));
        file.write(&mut source.batch(1)).unwrap();
    }
}

#[test]
fn a_file_that_cannot_be_had_is_said() {
    let folder = Folder::new("denied");
    std::fs::create_dir_all(&folder.0).unwrap();
    std::fs::write(folder.0.join("deep"), "a file where a folder should be").unwrap();
    let seconds = Defined::new(&Metrics::default()).unwrap().sync_seconds;
    let error = File::open(folder.wanted(), "boot", Arc::from(&b""[..]), seconds).unwrap_err();
    assert!(!error.is_empty(), "{error}");
}
