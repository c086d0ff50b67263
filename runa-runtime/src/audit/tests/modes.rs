//! What writers that fail, hang or panic do to requests and to records, in each mode.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::post;
use runa_schema::settings::AuditMode;
use serde_json::Value;
use tokio::time::timeout;

use super::super::Entry;
use super::site::{Mood, PATIENCE, Site};
use crate::kernel::checks::Status;

const LONG: Duration = Duration::from_mins(5);

fn router() -> Router {
    Router::new().route("/do", post(|| async { "done" }))
}

async fn ask(site: &Site) -> Duration {
    let begun = Instant::now();
    assert_eq!(site.ask(http::Request::post("/do"), "").await, (200, "done".to_owned()));
    begun.elapsed()
}

/// Much sooner than anybody would wait for `LONG`.
async fn ask_at_once(site: &Site) {
    timeout(PATIENCE, ask(site)).await.unwrap();
}

/// Numbers of the records, and of those that gaps stand for; whether they are all from 1 on, once each.
fn accounted(records: &[Value]) -> (usize, usize, bool) {
    let (mut written, mut dropped) = (Vec::new(), Vec::new());
    for record in records {
        if let Some(gap) = record["gap"].as_object() {
            let (first, last) = (gap["first"].as_u64().unwrap(), gap["last"].as_u64().unwrap());
            assert_eq!(gap["records"].as_u64(), Some(last - first + 1));
            assert_eq!((&record["seq"], record["success"].as_bool()), (&Value::Null, Some(false)));
            dropped.extend(first..=last);
        } else {
            written.push(record["seq"].as_u64().unwrap());
        }
    }
    let counts = (written.len(), dropped.len());
    let mut all = [written, dropped].concat();
    all.sort_unstable();
    (counts.0, counts.1, all.iter().copied().eq(1..=all.len() as u64))
}

#[tokio::test]
async fn a1_a_full_buffer_makes_heads_wait_until_there_is_room() {
    let site = Arc::new(Site::new(router(), |config| {
        config.buffer = 10;
        config.write_timeout = LONG;
    }));
    // One that hangs would do so for as long.
    site.keeper.set(Mood::Blocks);
    for _ in 0..10 {
        ask_at_once(&site).await;
    }
    let mut waiting = tokio::spawn({
        let site = Arc::clone(&site);
        async move { ask(&site).await }
    });
    assert!(timeout(Duration::from_millis(100), &mut waiting).await.is_err(), "there is no room");
    // As soon as there is room, who waits goes on, and nothing is lost.
    site.keeper.set(Mood::Writes);
    timeout(PATIENCE, waiting).await.unwrap().unwrap();
    site.audit.flush().await;
    assert_eq!(accounted(&site.keeper.records.lock().unwrap()), (11, 0, true));
    ask_at_once(&site).await;
}

#[tokio::test]
async fn a1_a_full_buffer_makes_heads_wait_no_longer_than_the_timeout() {
    let site = Site::new(router(), |config| {
        config.buffer = 1;
        config.write_timeout = Duration::from_millis(100);
    });
    site.keeper.set(Mood::Hangs);
    ask(&site).await;
    let waited = timeout(PATIENCE, ask(&site)).await.unwrap();
    assert!(waited >= Duration::from_millis(100), "{waited:?}");
}

#[tokio::test]
async fn a1_with_accept_loss_a_full_buffer_drops_and_a_gap_says_what() {
    let site = Site::new(router(), |config| {
        config.buffer = 10;
        config.accept_loss = true;
        config.write_timeout = LONG;
    });
    site.keeper.set(Mood::Fails);
    for _ in 0..25 {
        ask_at_once(&site).await;
    }
    assert_eq!(site.audit.dropped_records(), 15);
    assert_eq!(site.metric("runa_audit_records_total{writer=\"custom\",outcome=\"dropped\"}"), 15);
    assert!(site.audit.record(Entry::new("one more")).await.is_err());
    site.keeper.set(Mood::Writes);
    site.audit.flush().await;
    ask(&site).await;
    site.audit.flush().await;
    let records = site.keeper.records.lock().unwrap().clone();
    assert_eq!(accounted(&records), (11, 16, true));
    // It may be told in two pieces, if the writer had taken the first already.
    let (_, rest) = records.split_at(10);
    let (last, gaps) = rest.split_last().unwrap();
    assert!(!gaps.is_empty() && gaps.iter().all(|record| record["action"] == "audit.gap"), "{gaps:?}");
    assert_eq!(last["seq"], 27, "it stands where they are missing");
}

#[tokio::test]
async fn a2_failures_are_counted_shown_and_not_in_the_way() {
    for mode in [AuditMode::Async, AuditMode::Sync] {
        let site = Site::new(router(), |config| config.mode = mode);
        for mood in [Mood::Fails, Mood::Panics] {
            let before = site.metric("runa_audit_failures_total{writer=\"custom\"}");
            site.keeper.set(mood);
            ask(&site).await;
            let deadline = Instant::now() + PATIENCE;
            while site.metric("runa_audit_failures_total{writer=\"custom\"}") < before + 2 {
                assert!(Instant::now() < deadline, "it is tried again");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let trouble = site.audit.office.trouble().unwrap();
            let reason = if mood == Mood::Fails { "it does not want to" } else { "it is afraid" };
            assert!(trouble.contains("writer `custom` fails: ") && trouble.contains(reason), "{trouble}");
        }
        let unsafe_responses = site.metric("runa_audit_unsafe_responses_total");
        assert_eq!(unsafe_responses > 0, mode == AuditMode::Sync);
        site.keeper.set(Mood::Writes);
        site.audit.flush().await;
        assert_eq!(site.audit.office.trouble(), None, "it recovers by itself");
        assert_eq!(accounted(&site.keeper.records.lock().unwrap()), (2, 0, true));
    }
}

#[tokio::test]
async fn a3_everything_that_was_handed_over_is_written_at_the_end() {
    let site = Site::new(router(), |_| {});
    for _ in 0..3000 {
        ask(&site).await;
    }
    site.audit.flush().await;
    assert_eq!(accounted(&site.keeper.records.lock().unwrap()), (3000, 0, true));
}

#[tokio::test]
async fn a4_a_writer_that_panics_takes_nothing_along() {
    let site = Site::new(router(), |_| {});
    site.keeper.set(Mood::Panics);
    ask(&site).await;
    let deadline = Instant::now() + PATIENCE;
    while site.keeper.calls.load(Ordering::SeqCst) < 2 {
        assert!(Instant::now() < deadline);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    site.keeper.set(Mood::Writes);
    assert_eq!(site.records(1).await.len(), 1);
}

#[tokio::test]
async fn in_sync_a_response_has_its_record_before_it() {
    let site = Arc::new(Site::new(router(), |config| config.mode = AuditMode::Sync));
    for count in 1..=20 {
        ask(&site).await;
        assert_eq!(site.keeper.records.lock().unwrap().len(), count);
    }
    site.audit.record(Entry::new("by itself")).await.unwrap();
    assert_eq!(site.keeper.records.lock().unwrap().len(), 21);
    // Many at once share batches.
    let calls = site.keeper.calls.load(Ordering::SeqCst);
    site.keeper.set(Mood::Blocks);
    let all: Vec<_> = (0..50)
        .map(|_| {
            let site = Arc::clone(&site);
            tokio::spawn(async move { ask(&site).await })
        })
        .collect();
    let deadline = Instant::now() + PATIENCE;
    while site.metric("runa_audit_waiting_records{writer=\"custom\"}") < 50 {
        assert!(Instant::now() < deadline);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(site.keeper.records.lock().unwrap().len(), 21, "none has gone out");
    site.keeper.set(Mood::Writes);
    for one in all {
        one.await.unwrap();
    }
    let calls = site.keeper.calls.load(Ordering::SeqCst) - calls;
    assert!(calls <= 10, "{calls} batches for 50 records");
    assert_eq!(accounted(&site.keeper.records.lock().unwrap()), (71, 0, true));
}

#[tokio::test]
async fn in_sync_a_writer_that_hangs_holds_a_response_no_longer_than_the_timeout() {
    for mood in [Mood::Hangs, Mood::Blocks] {
        let site = Site::new(router(), |config| {
            config.mode = AuditMode::Sync;
            config.write_timeout = Duration::from_millis(150);
        });
        site.keeper.set(mood);
        let waited = timeout(PATIENCE, ask(&site)).await.unwrap();
        assert!(waited >= Duration::from_millis(150), "{mood:?} {waited:?}");
        assert_eq!(site.metric("runa_audit_unsafe_responses_total"), 1);
        let error = site.audit.record(Entry::new("too late")).await.unwrap_err().to_string();
        assert!(error.contains("a record of `audit` was not "), "{error}");
        site.keeper.set(Mood::Writes);
        site.audit.flush().await;
        assert_eq!(accounted(&site.keeper.records.lock().unwrap()), (2, 0, true), "late is not lost");
    }
}

#[tokio::test]
async fn a11_in_sync_a_client_that_leaves_does_not_take_its_record_along() {
    let site = Site::new(router(), |config| config.mode = AuditMode::Sync);
    site.keeper.set(Mood::Blocks);
    let asking = site.ask(http::Request::post("/do"), "");
    assert!(timeout(Duration::from_millis(50), asking).await.is_err());
    site.keeper.set(Mood::Writes);
    let records = site.records(2).await;
    assert_eq!((&records[0]["outcome"], &records[0]["status"]), (&Value::from("answered"), &Value::from(200)));
    assert_eq!((&records[1]["outcome"], &records[1]["of"]), (&Value::from("client_gone"), &records[0]["id"]));
}

#[tokio::test]
async fn readiness_warns_of_a_writer_and_does_not_fail() {
    use super::super::Audit;
    use crate::kernel::{Installer, Joined, Provider};
    let parts = crate::kernel::tests::parts("127.0.0.1:0", None);
    let mut installer = Installer { provider: "audit", parts: &parts, joined: Joined::default() };
    parts.panels.show();
    let audit = Audit::install(super::site::settings(), (None,), &mut installer).await.unwrap();
    let keeper = super::site::Keeper::default();
    let demand = installer.joined.demands.remove(0);
    let later = installer.joined.demands.len();
    let error = demand().unwrap_err();
    assert_eq!((error.exit_code(), later), (78, 0));
    assert!(error.to_string().contains("stage `test` lists `custom` in `audit`, and no writer was given"), "{error}");
    audit.record(Entry::new("waits for its writer")).await.unwrap();
    let timing = crate::kernel::checks::Timing { timeout: Duration::from_secs(1), refresh: Duration::from_millis(5) };
    parts.checks.start(timing);
    let wait = async |wanted: Status| {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let reports = parts.checks.reports();
            if reports[0].status == wanted && reports[0].reason.as_deref() != Some("no result yet") {
                return reports[0].reason.clone();
            }
            assert!(Instant::now() < deadline, "{reports:?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let reason = wait(Status::Warn).await.unwrap();
    assert!(reason.contains("writer `custom` fails: the service has not given it"), "{reason}");
    audit.writer(keeper.clone()).unwrap();
    assert_eq!(wait(Status::Pass).await, None);
    keeper.wait("written", |records| records.len() == 1).await;
    let panels = parts.panels.look();
    let crate::kernel::panels::Content::Table(columns, rows) = &panels[0].content else { panic!("{panels:?}") };
    assert_eq!((columns[7], rows.len()), ("record", 1));
    assert!(rows[0][1] == "waits for its writer" && rows[0][7].starts_with("{\"time\":"), "{rows:?}");
}
