//! Checks that hang, block, panic, flap; and what is known about them meanwhile.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::{Checks, Kind, Outcome, Report, Status, Timing};

/// For checks that end by themselves: writing the backtrace of a panic alone can take a while.
const CALM: Timing = Timing { timeout: Duration::from_secs(30), refresh: Duration::from_millis(10) };
/// For checks that do not.
const FAST: Timing = Timing { timeout: Duration::from_millis(40), refresh: Duration::from_millis(10) };

/// Waits until the only check satisfies `wanted`; fails the test after ten seconds.
async fn until(checks: &Checks, wanted: impl Fn(&Report) -> bool) -> Report {
    let start = Instant::now();
    loop {
        let report = checks.reports().remove(0);
        if wanted(&report) {
            return report;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "never reached, still {report:?}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn is(status: Status) -> impl Fn(&Report) -> bool {
    move |report| report.status == status && report.at.is_some()
}

#[tokio::test]
async fn a_check_has_failed_until_its_first_result() {
    let checks = Checks::default();
    checks.add("db", Kind::Ready, || async { Outcome::Pass }).unwrap();
    let before = checks.reports().remove(0);
    assert_eq!((before.status, before.reason.as_deref()), (Status::Fail, Some("no result yet")));
    checks.start(CALM);
    let after = until(&checks, is(Status::Pass)).await;
    assert!(!after.stale && after.reason.is_none());
}

#[tokio::test]
async fn who_notices_a_change_need_not_wait_for_the_next_turn() {
    let checks = Checks::default();
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let work = move || {
        let run = counted.fetch_add(1, Ordering::SeqCst);
        async move { if run == 0 { Outcome::Pass } else { Outcome::Warn("gone".into()) } }
    };
    checks.add("db", Kind::Ready, work).unwrap();
    checks.start(Timing { timeout: Duration::from_secs(30), refresh: Duration::from_hours(1) });
    until(&checks, is(Status::Pass)).await;
    checks.again("another");
    checks.again("db");
    until(&checks, is(Status::Warn)).await;
    assert_eq!(runs.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn errors_warnings_and_panics_are_told_with_their_reason() {
    type Case = (&'static str, fn() -> Outcome, Status, Option<&'static str>);
    let cases: [Case; 4] = [
        ("ok", || Ok::<_, std::fmt::Error>(()).into(), Status::Pass, None),
        ("error", || Err::<(), _>("connection refused").into(), Status::Fail, Some("connection refused")),
        ("warning", || Outcome::Warn("almost full".into()), Status::Warn, Some("almost full")),
        ("panic", || panic!("off by {}", 1), Status::Fail, Some("panicked: off by 1")),
    ];
    for (name, work, status, reason) in cases {
        let checks = Checks::default();
        checks.start(CALM);
        checks.add(name, Kind::Ready, move || async move { work() }).unwrap();
        let report = until(&checks, is(status)).await;
        assert_eq!(report.reason.as_deref(), reason, "{name}");
    }
}

#[tokio::test]
async fn a_panic_before_the_future_is_a_failure_too() {
    let checks = Checks::default();
    checks.start(CALM);
    let fails = |yes: bool| assert!(!yes, "no future");
    checks
        .add("early", Kind::Ready, move || {
            fails(true);
            async { Outcome::Pass }
        })
        .unwrap();
    assert_eq!(until(&checks, is(Status::Fail)).await.reason.as_deref(), Some("panicked: no future"));
}

/// Counts how many of a check are in flight, and how many there were.
#[derive(Default)]
struct Flights {
    now: AtomicUsize,
    most: AtomicUsize,
    begun: AtomicUsize,
}

impl Flights {
    fn begin(self: &Arc<Self>) -> Flight {
        self.begun.fetch_add(1, Ordering::SeqCst);
        self.most.fetch_max(self.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        Flight(Arc::clone(self))
    }
}

struct Flight(Arc<Flights>);

impl Drop for Flight {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn a_hung_check_fails_and_is_one_at_a_time() {
    let (checks, flights) = (Checks::default(), Arc::new(Flights::default()));
    checks.start(FAST);
    checks
        .add("hung", Kind::Ready, {
            let flights = Arc::clone(&flights);
            move || {
                let flight = flights.begin();
                async move {
                    let _flight = flight;
                    std::future::pending::<Outcome>().await
                }
            }
        })
        .unwrap();
    let report = until(&checks, is(Status::Fail)).await;
    assert_eq!(report.reason.as_deref(), Some("no result within 40ms"));
    until(&checks, |_| flights.begun.load(Ordering::SeqCst) >= 4).await;
    assert_eq!(flights.most.load(Ordering::SeqCst), 1);
    checks.stop();
    until(&checks, |_| flights.now.load(Ordering::SeqCst) == 0).await;
}

/// One worker thread: would the check run on it, nothing else could.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_check_that_blocks_its_thread_stops_nobody() {
    let (checks, flights) = (Checks::default(), Arc::new(Flights::default()));
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let wait = Arc::new(std::sync::Mutex::new(wait));
    checks.start(FAST);
    checks
        .add("blocked", Kind::Ready, {
            let flights = Arc::clone(&flights);
            move || {
                let (flight, wait) = (flights.begin(), Arc::clone(&wait));
                async move {
                    let _flight = flight;
                    let _ = wait.lock().unwrap().recv();
                    Outcome::Pass
                }
            }
        })
        .unwrap();
    // A storm of probes: every one is answered while the check blocks, and none begins another.
    let report =
        until(&checks, |report| report.running.is_some_and(|running| running > Duration::from_millis(100))).await;
    assert_eq!(report.status, Status::Fail);
    for _ in 0..1_000 {
        assert_eq!(checks.reports()[0].status, Status::Fail);
    }
    assert_eq!((flights.begun.load(Ordering::SeqCst), flights.most.load(Ordering::SeqCst)), (1, 1));
    // The result of an earlier run gets old while nothing new comes.
    until(&checks, |report| report.stale).await;
    drop(release);
    until(&checks, is(Status::Pass)).await;
}

#[tokio::test]
async fn a_flapping_check_is_followed() {
    let (checks, runs) = (Checks::default(), Arc::new(AtomicUsize::new(0)));
    checks.start(CALM);
    checks
        .add("flapping", Kind::Ready, {
            let runs = Arc::clone(&runs);
            move || {
                let run = runs.fetch_add(1, Ordering::SeqCst);
                async move { if run % 2 == 0 { Ok(()) } else { Err(format!("run {run}")) } }
            }
        })
        .unwrap();
    for _ in 0..3 {
        until(&checks, is(Status::Pass)).await;
        until(&checks, is(Status::Fail)).await;
    }
}

#[tokio::test]
async fn what_has_started_is_not_asked_again() {
    let (checks, runs) = (Checks::default(), Arc::new(AtomicUsize::new(0)));
    checks.start(CALM);
    checks
        .add("migrations", Kind::Started, {
            let runs = Arc::clone(&runs);
            move || {
                let run = runs.fetch_add(1, Ordering::SeqCst);
                async move { if run < 3 { Err("not yet") } else { Ok(()) } }
            }
        })
        .unwrap();
    until(&checks, is(Status::Fail)).await;
    let report =
        until(&checks, |report| report.status == Status::Pass && report.age > Some(Duration::from_millis(150))).await;
    assert!(!report.stale, "what has started stays started");
    assert_eq!(runs.load(Ordering::SeqCst), 4);
}

#[test]
fn a_name_is_plain_and_stands_once() {
    let checks = Checks::default();
    let add = |name: &str| checks.add(name, Kind::Ready, || async { Outcome::Pass }).map_err(|error| error.to_string());
    add("db").unwrap();
    assert_eq!(add("db").unwrap_err(), "check `db` cannot be added: there is one of that name");
    for bad in ["", "a\nb", &"x".repeat(101)] {
        assert!(add(bad).is_err(), "{bad:?}");
    }
    assert_eq!(checks.reports().len(), 1);
}
