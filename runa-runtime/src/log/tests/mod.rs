//! What comes out of the log, whatever goes in and whatever the output does.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod access;
mod context;
mod layers;
mod length;

use std::io::{self, PipeWriter, Read, Write};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use runa_schema::settings::{AccessSettings, Format, Group};
use runa_schema::value::{Level, Named, PathPrefix};
use serde_json::Value;
use tracing::Dispatch;

use super::install::Parts;
use super::{Log, LogSettings};
use crate::kernel::tail::Tail;
use crate::kernel::tests::heard::heard;

fn settings(format: Format) -> LogSettings {
    LogSettings {
        level: Level::Debug,
        targets: Some(Named(vec![("quiet".to_owned(), Level::Warn), ("quiet::loud".to_owned(), Level::Trace)])),
        format,
        context: true,
        buffer: 1000,
        access: Group(AccessSettings {
            enabled: true,
            skip: Some(["/skipped", "/below/"].iter().filter_map(|path| PathPrefix::parse(path).ok()).collect()),
            slow: Some(Duration::from_millis(20)),
        }),
    }
}

/// An output that keeps what it gets, once its gate is open.
#[derive(Clone, Default)]
struct Kept(Arc<(Mutex<Held>, Condvar)>);

/// Whether the gate is open, and what came through.
type Held = (bool, Vec<u8>);

impl Kept {
    fn open() -> Self {
        let kept = Self::default();
        kept.unlock();
        kept
    }

    fn unlock(&self) {
        self.0.0.lock().unwrap().0 = true;
        self.0.1.notify_all();
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.0.lock().unwrap().1.clone()).unwrap()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.0.1.wait_while(self.0.0.lock().unwrap(), |(open, _)| !*open).unwrap();
        // In pieces, as a pipe does.
        let taken = bytes.len().min(1000);
        state.1.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn flush(log: &Log) {
    tokio::time::timeout(Duration::from_secs(20), log.flush()).await.unwrap();
}

/// Does `work` while `dispatch` hears what this thread logs.
fn with_default<T>(dispatch: &Dispatch, work: impl FnOnce() -> T) -> T {
    let _guard = heard(dispatch);
    work()
}

/// Everything that is logged in `work`, as lines.
fn logged(settings: LogSettings, work: impl FnOnce(&Parts)) -> Vec<String> {
    let kept = Kept::open();
    let parts = Parts::new(settings, Box::new(kept.clone()), (false, false), Tail::default(), None, false).unwrap();
    with_default(&parts.dispatch, || work(&parts));
    flush(&parts.log);
    assert_eq!(parts.log.dropped_lines(), 0);
    kept.text().split_inclusive('\n').map(|line| line.strip_suffix('\n').unwrap().to_owned()).collect()
}

fn json(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

/// Texts that are likely to break out.
fn hostile(count: u64) -> impl Iterator<Item = String> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: u32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        // The upper half is the more random one.
        u32::try_from(state >> 32).unwrap_or_default() % below
    };
    let likely: [char; 17] = [
        '"', '\\', '\n', '\r', '\0', '\x1b', '\x7f', '\u{9b}', '\u{2028}', '\u{202e}', '{', '}', ',', '=', ' ', 'é',
        '😀',
    ];
    (0..count).map(move |_| {
        let length = random(24);
        (0..length)
            .map(|_| match random(3) {
                0 => likely[random(17) as usize],
                1 => char::from(u8::try_from(random(256)).unwrap()),
                _ => char::from_u32(random(0x11_0000)).unwrap_or('\u{fffd}'),
            })
            .collect()
    })
}

fn log_everywhere(text: &str) {
    let span = tracing::info_span!("outer", text, name = text, later = tracing::field::Empty);
    span.record("later", text);
    span.record("later", "twice");
    let _entered = span.entered();
    let error = io::Error::other(text.to_owned());
    let shown = text.to_owned();
    tracing::info!(text, ?shown, level = text, error = &error as &dyn std::error::Error, "said: {text}");
}

#[test]
fn every_json_line_is_valid_whatever_it_says() {
    let texts: Vec<_> = hostile(2000).collect();
    let mut settings = settings(Format::Json);
    settings.buffer = 100_000;
    let lines = logged(settings, |_| texts.iter().for_each(|text| log_everywhere(text)));
    assert_eq!(lines.len(), texts.len());
    for (line, text) in lines.iter().zip(&texts) {
        let line = json(line);
        assert_eq!(line["message"], format!("said: {text}"));
        assert_eq!(line["text"], *text);
        assert_eq!(line["field.level"], *text);
        assert_eq!(line["error"], *text);
        assert_eq!(line["shown"], format!("{text:?}"));
        assert_eq!(line["level"], "INFO");
        assert_eq!(line["spans"][0]["name"], "outer");
        assert_eq!(line["spans"][0]["field.name"], *text);
        assert_eq!(line["spans"][0]["text"], *text);
        assert_eq!(line["spans"][0]["later"], "twice");
    }
}

#[test]
fn no_text_forges_a_pretty_line() {
    let texts: Vec<_> = hostile(2000).collect();
    let mut settings = settings(Format::Pretty);
    settings.buffer = 100_000;
    let lines = logged(settings, |_| texts.iter().for_each(|text| log_everywhere(text)));
    assert_eq!(lines.len(), texts.len());
    for line in lines {
        assert!(!line.chars().any(char::is_control), "{line:?}");
        assert!(line.contains("Z  INFO runa_runtime::log::tests: said: "), "{line:?}");
    }
}

#[test]
fn a_pretty_line_reads_well() {
    let lines = logged(settings(Format::Pretty), |_| {
        tracing::warn!(target: "orders", item = "two words", quantity = 3, price = 1.5, plain = "x", "ordered");
    });
    let said = lines[0].split_once('Z').unwrap().1;
    assert!(
        said.starts_with("  WARN orders: ordered item=\"two words\" quantity=3 price=1.5 plain=x source="),
        "{said}"
    );
}

#[test]
fn numbers_are_numbers() {
    let lines = logged(settings(Format::Json), |_| {
        tracing::info!(
            a = -1,
            b = u64::MAX,
            c = 1e300,
            d = f64::NAN,
            e = true,
            f = i128::MIN,
            g = 2.0,
            r#type = 1,
            "x"
        );
    });
    let end = r#","message":"x","a":-1,"b":18446744073709551615,"c":1e300,"d":"NaN","e":true,"f":-170141183460469231731687303715884105728,"g":2.0,"type":1}"#;
    assert!(lines[0].ends_with(end), "{}", lines[0]);
}

#[test]
fn levels_hold_for_targets_by_their_beginning() {
    let lines = logged(settings(Format::Json), |_| {
        tracing::trace!("no");
        tracing::debug!("yes");
        tracing::info!(target: "quiet::inside", "no");
        tracing::warn!(target: "quiet::inside", "yes");
        tracing::trace!(target: "quiet::loud::inside", "yes");
    });
    assert_eq!(lines.iter().map(|line| json(line)["message"].clone()).collect::<Vec<_>>(), ["yes"; 3]);
}

#[test]
fn libraries_of_http_are_quiet_unless_they_are_named() {
    let events = || {
        tracing::debug!(target: "h2::codec::framed_write", "h2");
        tracing::debug!(target: "hyper::proto::h1::io", "hyper");
        tracing::debug!(target: "hyper_util::client", "hyper_util");
        tracing::debug!(target: "tower_http::trace", "tower_http");
        tracing::debug!(target: "h2o", "h2o");
        tracing::info!(target: "h2::server", "info");
    };
    for (level, named, expected) in [
        (Level::Trace, &[][..], &["tower_http", "h2o", "info"][..]),
        (Level::Debug, &[("h2", Level::Debug)], &["h2", "tower_http", "h2o", "info"]),
        (Level::Debug, &[("h2::codec", Level::Trace)], &["h2", "tower_http", "h2o", "info"]),
        (Level::Debug, &[("hyper", Level::Debug)], &["hyper", "hyper_util", "tower_http", "h2o", "info"]),
        (Level::Warn, &[], &[]),
    ] {
        let mut settings = settings(Format::Json);
        settings.level = level;
        settings.targets = Some(Named(named.iter().map(|(name, level)| ((*name).to_owned(), *level)).collect()));
        let lines = logged(settings, |_| events());
        let said: Vec<_> = lines.iter().map(|line| json(line)["message"].as_str().unwrap().to_owned()).collect();
        assert_eq!(said, expected, "{level:?} {named:?}");
    }
}

#[test]
fn what_runa_says_names_no_file_of_runa() {
    let lines = logged(settings(Format::Json), |_| {
        tracing::error!("of the service");
        tracing::error!(target: "runa", "of runa");
        tracing::error!(target: "http", "of a request");
    });
    let has: Vec<_> = lines.iter().map(|line| json(line)["source"].is_string()).collect();
    assert_eq!(has, [true, false, false]);
}

#[test]
fn a_debug_that_logs_harms_nothing() {
    struct Chatty;
    impl std::fmt::Debug for Chatty {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            tracing::info!("inside");
            f.write_str("chatty")
        }
    }
    let lines = logged(settings(Format::Json), |_| tracing::info!(who = ?Chatty, "outside"));
    // Tracing lets no event in while the thread dispatches another one; the line that was begun must be whole.
    assert_eq!(json(lines.last().unwrap())["who"], "chatty");
}

#[test]
fn a_stuck_output_stops_nobody_and_drops_are_said() {
    let kept = Kept::default();
    let parts =
        Parts::new(settings(Format::Json), Box::new(kept.clone()), (false, false), Tail::default(), None, false)
            .unwrap();
    let begun = Instant::now();
    with_default(&parts.dispatch, || (0..10_000).for_each(|number| tracing::info!(number, "line")));
    assert!(begun.elapsed() < Duration::from_secs(10));
    let dropped = parts.log.dropped_lines();
    assert!(dropped >= 8000, "{dropped}");
    kept.unlock();
    flush(&parts.log);
    flush(&parts.log);
    let lines = kept.text();
    let (mut written, mut said) = (0, 0);
    for line in lines.lines().map(json) {
        match line["dropped"].as_u64() {
            Some(count) => {
                assert_eq!((&line["level"], &line["target"]), (&"WARN".into(), &"runa::log".into()));
                assert_eq!(line["message"], format!("{count} lines dropped"));
                said += count;
            }
            None => written += 1,
        }
    }
    assert_eq!((said, written + said), (dropped, 10_000));
}

#[tokio::test]
async fn a_log_that_is_given_up_says_what_is_lost() {
    for stuck in [true, false] {
        let (output, errors) = (Kept::default(), Kept::open());
        let parts =
            Parts::new(settings(Format::Json), Box::new(output.clone()), (false, false), Tail::default(), None, false)
                .unwrap();
        with_default(&parts.dispatch, || (0..3000).for_each(|number| tracing::info!(number, "line")));
        if !stuck {
            output.unlock();
        }
        let stop = super::install::stop(parts.log.clone(), Box::new(errors.clone()));
        // As the kernel does it: a share of the time, and no more.
        let share = Duration::from_millis(if stuck { 50 } else { 20_000 });
        assert_eq!(tokio::time::timeout(share, stop).await.is_err(), stuck);
        let said =
            "error: provider `log` did not stop in time: standard output takes nothing, up to 3000 lines are lost\n";
        assert_eq!(errors.text(), if stuck { said } else { "" });
        output.unlock();
    }
}

#[test]
fn lines_are_written_in_batches() {
    /// Counts how often it is written to.
    struct Counted(Arc<AtomicU32>);
    impl Write for Counted {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let writes = Arc::new(AtomicU32::new(0));
    let parts = Parts::new(
        settings(Format::Json),
        Box::new(Counted(Arc::clone(&writes))),
        (false, false),
        Tail::default(),
        None,
        false,
    )
    .unwrap();
    let begun = Instant::now();
    with_default(&parts.dispatch, || {
        while begun.elapsed() < Duration::from_millis(300) {
            tracing::info!("line");
            std::thread::sleep(Duration::from_micros(500));
        }
    });
    flush(&parts.log);
    let turns = begun.elapsed().as_millis() / 50;
    let writes = writes.load(Ordering::Relaxed);
    assert!(u128::from(writes) <= turns + 2, "{writes} writes in {turns} turns");
}

#[test]
fn a_full_pipe_stops_nobody() {
    let (mut reader, writer) = io::pipe().unwrap();
    let parts = Parts::new(
        settings(Format::Json),
        Box::<PipeWriter>::new(writer),
        (false, false),
        Tail::default(),
        None,
        false,
    )
    .unwrap();
    with_default(&parts.dispatch, || (0..10_000).for_each(|number| tracing::info!(number, "line")));
    assert!(parts.log.dropped_lines() > 0);
    let log = parts.log.clone();
    let waiting = std::thread::spawn(move || flush(&log));
    drop(parts);
    let mut text = String::new();
    let mut bytes = [0; 4096];
    while !waiting.is_finished() {
        // The pipe stays open until the last handle is gone, so what is there is read as long as it comes.
        let count = reader.read(&mut bytes).unwrap();
        text.push_str(std::str::from_utf8(&bytes[..count]).unwrap());
        if count == 0 {
            break;
        }
    }
    waiting.join().unwrap();
    reader.read_to_string(&mut text).unwrap();
    assert!(text.lines().all(|line| json(line).is_object()));
    assert!(text.ends_with('\n'));
}

#[test]
fn an_output_that_fails_is_counted_and_recovers() {
    /// Fails, tears a line, fails, and works from then on.
    struct Flaky(u32, Kept);
    impl Write for Flaky {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += 1;
            match self.0 {
                1 | 3 => Err(io::ErrorKind::StorageFull.into()),
                2 => self.1.write(&bytes[..bytes.len() / 2]),
                4 => Err(io::ErrorKind::Interrupted.into()),
                _ => self.1.write(bytes),
            }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let kept = Kept::open();
    let parts = Parts::new(
        settings(Format::Json),
        Box::new(Flaky(0, kept.clone())),
        (false, false),
        Tail::default(),
        None,
        false,
    )
    .unwrap();
    for number in 0..4 {
        with_default(&parts.dispatch, || tracing::info!(number, "line"));
        flush(&parts.log);
    }
    flush(&parts.log);
    let text = kept.text();
    let (torn, whole) = text.split_once('\n').unwrap();
    assert!(serde_json::from_str::<Value>(torn).is_err());
    assert!(whole.lines().map(json).any(|line| line["number"] == 3), "{text}");
    assert!(whole.lines().map(json).any(|line| line["dropped"].is_u64()), "{text}");
    assert!(parts.log.dropped_lines() >= 2);
}

#[test]
fn the_last_handle_writes_what_is_left() {
    let kept = Kept::open();
    let parts =
        Parts::new(settings(Format::Json), Box::new(kept.clone()), (false, false), Tail::default(), None, false)
            .unwrap();
    with_default(&parts.dispatch, || tracing::info!("last words"));
    drop(parts);
    assert_eq!(json(kept.text().trim_end())["message"], "last words");
}
