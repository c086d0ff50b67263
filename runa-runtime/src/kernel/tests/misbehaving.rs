//! A provider that fails, panics, hangs, blocks or is slow, in each part of its life.

use std::process::ExitCode;
use std::time::Duration;

use tokio::time::Instant;

use super::house::House;

const TOTAL: Duration = Duration::from_millis(600);

/// What is done to providers and what is logged of them, when `b` of `a`, `b`, `c` does `how` in `part`.
async fn life(part: &str, how: &str) -> (ExitCode, Vec<String>) {
    let part = format!("RUNA__B__{}", part.to_uppercase());
    let settings = [
        (part.as_str(), how),
        ("RUNA__SERVER__START_TIMEOUT", "100ms"),
        ("RUNA__SERVER__DRAIN__GRACE", "0s"),
        ("RUNA__SERVER__DRAIN__TOTAL", "600ms"),
    ];
    let began = Instant::now();
    let (exit, mut notes) = House::new("three", &settings).live_aloud(|_| async {}).await;
    assert!(began.elapsed() < TOTAL + Duration::from_secs(2), "{part} {how}: all of it and the margin");
    notes.retain(|note| !note.starts_with("WARN `main` has ended"));
    // The share depends on how quick the others were.
    let unit = |note: String| match note
        .split_once(" within ")
        .and_then(|(left, right)| Some((left, right.split_once(" ms, ")?)))
    {
        Some((left, (share, right))) => {
            let share: u128 = share.parse().unwrap();
            assert!((50..=TOTAL.as_millis() / 2).contains(&share), "{part} {how}: {share}");
            format!("{left} within its share{right}")
        }
        None => note,
    };
    (exit, notes.into_iter().map(unit).collect())
}

const LATE: &str = "within its shareits share of `drain.total`";

#[tokio::test]
async fn who_misbehaves_is_named_and_keeps_nobody_from_ending() {
    let late = |verb: &str| format!("ERROR provider `b` did not {verb} {LATE}");
    for (part, how, exit, says) in [
        ("install", "fail", 1, Some("ERROR provider `b` has not started: it does not want to".to_owned())),
        ("install", "panic", 1, Some("ERROR provider `b` has not started: it panicked: it is afraid".to_owned())),
        (
            "install",
            "hang",
            2,
            Some("ERROR provider `b` has not started: `server.start_timeout`, 100ms, has passed".to_owned()),
        ),
        ("install", "slow", 0, None),
        ("drain", "fail", 1, Some("ERROR provider `b` failed to drain: it does not want to".to_owned())),
        ("drain", "panic", 1, Some("ERROR provider `b` panicked while it was to drain: it is afraid".to_owned())),
        ("drain", "hang", 2, Some(late("drain"))),
        ("drain", "block", 2, Some(late("drain") + ": it blocks its thread")),
        ("drain", "slow", 0, None),
        ("stop", "fail", 1, Some("ERROR provider `b` failed to stop: it does not want to".to_owned())),
        ("stop", "panic", 1, Some("ERROR provider `b` panicked while it was to stop: it is afraid".to_owned())),
        ("stop", "hang", 2, Some(late("stop"))),
        ("stop", "block", 2, Some(late("stop") + ": it blocks its thread")),
        ("stop", "slow", 0, None),
    ] {
        let mut expected: Vec<String> = match part {
            // Who failed to start stops what it had begun, and those above it.
            "install" if says.is_some() => {
                ["install a", "install b", "drain b", "drain a", "stop b", "stop a"].map(str::to_owned).into()
            }
            _ => ["install a", "install b", "install c", "drain c", "drain b", "drain a", "stop c", "stop b", "stop a"]
                .map(str::to_owned)
                .into(),
        };
        if let Some(says) = says {
            let at = expected.iter().position(|note| *note == format!("{part} b")).unwrap();
            expected.insert(at + 1, says);
        }
        let (ended, notes) = life(part, how).await;
        assert_eq!(notes, expected, "{part} {how}");
        assert_eq!(ended, ExitCode::from(exit), "{part} {how}");
    }
}

/// Threads for what blocks are the service's too, and it may have all of them.
#[test]
fn a_service_that_has_every_thread_for_what_blocks_keeps_no_provider_from_ending() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build().unwrap();
    let (ends, blocks) = std::sync::mpsc::channel::<()>();
    let (exit, notes) = runtime.block_on(async {
        tokio::task::spawn_blocking(move || blocks.recv());
        House::new("three", &[]).live_aloud(|_| async {}).await
    });
    drop(ends);
    assert_eq!(notes[4..], ["drain c", "drain b", "drain a", "stop c", "stop b", "stop a"], "{notes:?}");
    assert_eq!(exit, ExitCode::SUCCESS);
}

#[tokio::test(start_paused = true)]
async fn who_takes_long_to_start_is_named_again_and_again() {
    let mut house = House::new("three", &[("RUNA__B__INSTALL", "hang"), ("RUNA__SERVER__START_TIMEOUT", "45s")]);
    house.patience *= 100;
    // Providers end on threads of their own, for which a paused clock does not wait.
    let (notes, core) = (std::sync::Arc::clone(&house.notes), std::sync::Arc::clone(&house.core));
    let began = Instant::now();
    let watched = async {
        core.parts.life.reached(crate::kernel::Phase::Draining).await;
        let lines = notes.lines.lock().unwrap().clone();
        (began.elapsed(), lines)
    };
    let (_, (took, lines)) = tokio::join!(house.live_aloud(|_| async {}), watched);
    let long = |time: &str| {
        format!(
            "WARN provider `b` has not started for {time}; the start is given up when `server.start_timeout`, 45s, has passed"
        )
    };
    let given_up = "ERROR provider `b` has not started: `server.start_timeout`, 45s, has passed".to_owned();
    assert_eq!(lines[2..], [long("10s"), long("20s"), long("40s"), given_up]);
    assert!(took >= Duration::from_secs(45) && took < Duration::from_secs(46), "{took:?}");
}
