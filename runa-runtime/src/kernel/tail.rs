//! The tail of the log, for whoever watches.
//!
//! Promises: a line that nobody watches costs one atomic load; the latest warnings and errors are always kept, since who comes at three
//! in the morning comes after them; memory is bounded whatever is logged.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use tracing::Level;

/// Lines that are kept while somebody watches.
const LINES: usize = 1_000;
/// Warnings and errors that are kept always.
const WARNINGS: usize = 200;
/// Longest line that is kept whole.
const LONGEST: usize = 4 << 10;

/// One line of the log.
#[derive(Clone, Debug)]
pub struct Line {
    /// When it was logged.
    pub time: SystemTime,
    /// How important it is.
    pub level: Level,
    /// Where in the program.
    pub target: Box<str>,
    /// Whether `text` is a JSON object; else it is for people.
    pub json: bool,
    /// The line as it was written, without its end.
    pub text: Box<str>,
}

/// The tail of one process's log. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Tail(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    watched: AtomicUsize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    lines: VecDeque<Arc<Line>>,
    warnings: VecDeque<Arc<Line>>,
}

/// While it lives, every line is kept.
#[derive(Debug)]
pub struct Watching(Tail);

impl Tail {
    /// Whether a line of this level is kept now.
    #[inline]
    pub fn wants(&self, level: Level) -> bool {
        level <= Level::WARN || self.0.watched.load(Ordering::Relaxed) > 0
    }

    /// Keeps a line that is [wanted](Self::wants).
    pub fn push(&self, time: SystemTime, level: Level, target: &str, json: bool, text: &[u8]) {
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        let text = String::from_utf8_lossy(text.get(..LONGEST).unwrap_or(text));
        let line = Arc::new(Line { time, level, target: target.into(), json, text: text.into() });
        let mut kept = self.lock();
        if level <= Level::WARN {
            add(&mut kept.warnings, WARNINGS, Arc::clone(&line));
        }
        if self.0.watched.load(Ordering::Relaxed) > 0 {
            add(&mut kept.lines, LINES, line);
        }
    }

    /// Lets every line be kept, until the last one who watches has gone.
    pub fn watch(&self) -> Watching {
        self.0.watched.fetch_add(1, Ordering::Relaxed);
        Watching(self.clone())
    }

    /// What is kept, the latest first: all lines of the time in which somebody watched, and warnings and errors from before.
    pub fn latest(&self) -> Vec<Arc<Line>> {
        let kept = self.lock();
        let mut latest: Vec<_> = kept.lines.iter().rev().cloned().collect();
        let since = kept.lines.front().map(|line| line.time);
        let before = kept.warnings.iter().rev().filter(|line| since.is_none_or(|since| line.time < since));
        latest.extend(before.cloned());
        latest
    }

    /// Warnings and errors, the latest first.
    pub fn warnings(&self) -> Vec<Arc<Line>> {
        self.lock().warnings.iter().rev().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // Lists that a panic interrupted are whole: they are only pushed to and popped from.
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        if self.0.0.watched.fetch_sub(1, Ordering::Relaxed) == 1 {
            // What comes between now and the next look would be missing in the middle.
            self.0.lock().lines = VecDeque::new();
        }
    }
}

fn add(to: &mut VecDeque<Arc<Line>>, most: usize, line: Arc<Line>) {
    if to.len() == most {
        to.pop_front();
    }
    to.push_back(line);
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(second: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(second)
    }

    #[test]
    fn warnings_are_kept_always_and_all_lines_while_somebody_watches() {
        let tail = Tail::default();
        assert!(!tail.wants(Level::INFO) && tail.wants(Level::WARN));
        tail.push(at(1), Level::WARN, "a", true, b"{\"first\":1}\n");
        let watching = tail.watch();
        assert!(tail.wants(Level::TRACE));
        tail.push(at(2), Level::INFO, "a", true, b"second");
        tail.push(at(3), Level::ERROR, "a", true, b"third");
        let texts = |tail: &Tail| tail.latest().iter().map(|line| line.text.to_string()).collect::<Vec<_>>();
        assert_eq!(texts(&tail), ["third", "second", "{\"first\":1}"]);
        drop(watching);
        assert!(!tail.wants(Level::INFO));
        assert_eq!(texts(&tail), ["third", "{\"first\":1}"]);
    }

    #[test]
    fn memory_is_bounded() {
        let tail = Tail::default();
        let _watching = tail.watch();
        let long = vec![b'x'; 100_000];
        for second in 0..5_000 {
            tail.push(at(second), Level::ERROR, "a", false, &long);
        }
        assert_eq!((tail.latest().len(), tail.warnings().len()), (LINES, WARNINGS));
        assert!(tail.latest().iter().all(|line| line.text.len() <= LONGEST));
    }
}
