//! Each writer, and several at once.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::routing::post as on_post;
use runa_schema::settings::{
    AuditFileSettings, AuditKeepSettings, AuditLogSettings, AuditMode, AuditRotateSettings, Group,
};
use serde_json::Value;

use super::super::install::build;
use super::super::queue::{Jobs, Push, Queue, Record};
use super::super::{Entry, drive, ledger};
use super::site::{Mood, Site, post, settings};
use crate::kernel::checks::{Kind, Outcome, Status, Timing};
use crate::kernel::journal::{Note, Scribe};
use crate::kernel::tests::parts;

fn router() -> Router {
    Router::new().route("/do", on_post(|body: String| async move { body }))
}

/// A log with room for so many lines.
#[derive(Debug, Default)]
struct Paper {
    room: Mutex<usize>,
    lines: Mutex<Vec<(&'static str, String)>>,
}

impl Scribe for Paper {
    fn write(&self, note: Note<'_>) -> bool {
        let mut room = self.room.lock().unwrap();
        let taken = *room > 0;
        if taken {
            *room -= 1;
            let fields = String::from_utf8(note.fields.to_vec()).unwrap();
            self.lines.lock().unwrap().push((note.target, fields));
        }
        taken
    }

    fn written(&self) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async {})
    }
}

#[tokio::test]
async fn a7_a8_the_log_gets_every_field_and_nothing_is_lost_when_it_is_full() {
    let paper = Arc::new(Paper::default());
    *paper.room.lock().unwrap() = 1;
    let parts = parts("127.0.0.1:0", None);
    parts.journal.join(Arc::clone(&paper) as Arc<dyn Scribe>);
    let site = Site::beside(router(), parts, |config| {
        config.log = Some(Group(AuditLogSettings {}));
        config.capture_input = true;
    });
    for _ in 0..5 {
        site.ask(post("/do?a=1", "application/json"), r#"{"password":"canary"}"#).await;
    }
    assert_eq!(paper.lines.lock().unwrap().len(), 1, "at once");
    *paper.room.lock().unwrap() = 100;
    site.audit.flush().await;
    let lines = paper.lines.lock().unwrap().clone();
    let records = site.keeper.records.lock().unwrap().clone();
    assert_eq!(lines.len(), 5);
    for ((target, line), record) in lines.iter().zip(&records) {
        let mut record = record.clone();
        record.as_object_mut().unwrap().remove("time");
        assert_eq!((*target, serde_json::from_str::<Value>(&format!("{{{line}}}")).unwrap()), ("audit", record));
    }
}

#[tokio::test]
async fn a16_an_audit_that_writes_nowhere_does_not_start() {
    let error = |change: &dyn Fn(&mut runa_schema::settings::AuditSettings)| {
        let mut config = settings();
        config.custom = None;
        change(&mut config);
        let error = build(config, None, &parts("127.0.0.1:0", None)).unwrap_err();
        assert_eq!(error.exit_code(), 78);
        error.to_string()
    };
    assert!(error(&|_| {}).contains("`audit` has no writer: list `log`, `file`, `queue` or `custom`"));
    assert!(
        error(&|config| config.log = Some(Group(AuditLogSettings {}))).contains("the stage lists no `log` above it")
    );
}

#[tokio::test]
async fn a_directory_in_the_place_of_the_file_is_called_one() {
    let folder = std::env::temp_dir();
    let mut config = settings();
    config.file = Some(Group(AuditFileSettings {
        path: folder.clone(),
        rotate: Group(AuditRotateSettings { size: None, every: None }),
        keep: Group(AuditKeepSettings { files: None }),
        key: None,
    }));
    let error = build(config, None, &parts("127.0.0.1:0", None)).unwrap_err().to_string();
    let within = folder.join("audit.jsonl");
    let help =
        format!("it is a directory; name a file in it, such as `{}`, or set RUNA__AUDIT__FILE__PATH", within.display());
    assert!(error.ends_with(&help), "{error}");
}

#[tokio::test]
async fn a_writer_that_fails_is_seen_by_the_check_at_once_and_that_it_writes_again_too() {
    let site = Site::new(router(), |_| {});
    // As `install` adds it.
    let looked = Arc::clone(&site.audit.office);
    let look = move || std::future::ready(looked.trouble().map_or(Outcome::Pass, Outcome::Warn));
    site.parts.checks.add("audit", Kind::Ready, look).unwrap();
    site.parts.checks.start(Timing { timeout: Duration::from_secs(20), refresh: Duration::from_hours(1) });
    let until = async |status| {
        let deadline = std::time::Instant::now() + super::site::PATIENCE;
        while site.parts.checks.reports().iter().any(|report| report.at.is_none() || report.status != status) {
            assert!(std::time::Instant::now() < deadline, "never {status:?}");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    until(Status::Pass).await;
    site.keeper.set(Mood::Fails);
    site.ask(post("/do", "text/plain"), "x").await;
    until(Status::Warn).await;
    site.keeper.set(Mood::Writes);
    until(Status::Pass).await;
}

#[tokio::test]
async fn a_writer_that_is_not_listed_cannot_be_given_and_none_twice() {
    let parts_ = parts("127.0.0.1:0", None);
    parts_.journal.join(Arc::new(Paper::default()));
    let site = Site::beside(router(), parts_, |config| {
        config.log = Some(Group(AuditLogSettings {}));
        config.custom = None;
    });
    let error = site.audit.writer(super::site::Keeper::default()).unwrap_err().to_string();
    assert!(error.contains("list `custom: {}`"), "{error}");
    let site = Site::new(router(), |_| {});
    let error = site.audit.writer(super::site::Keeper::default()).unwrap_err().to_string();
    assert_eq!(error, "`audit` has its writer already");
}

#[tokio::test]
async fn a_writer_that_hangs_holds_up_no_other() {
    let paper = Arc::new(Paper::default());
    *paper.room.lock().unwrap() = 100;
    let parts = parts("127.0.0.1:0", None);
    parts.journal.join(Arc::clone(&paper) as Arc<dyn Scribe>);
    for mode in [AuditMode::Async, AuditMode::Sync] {
        paper.lines.lock().unwrap().clear();
        let mut parts = parts.clone();
        parts.metrics = crate::kernel::metrics::Metrics::default();
        let site = Site::beside(router(), parts, |config| {
            config.mode = mode;
            config.log = Some(Group(AuditLogSettings {}));
            config.write_timeout = Duration::from_millis(50);
        });
        site.keeper.set(Mood::Hangs);
        for count in 1..=3 {
            assert_eq!(site.ask(post("/do", "text/plain"), "x").await.0, 200);
            assert_eq!(paper.lines.lock().unwrap().len(), count, "the log has it");
        }
        site.keeper.set(Mood::Writes);
        site.audit.flush().await;
        assert_eq!(site.keeper.records.lock().unwrap().len(), 3);
    }
}

/// A queue that fails every other time.
#[derive(Clone, Default)]
struct Jobbing(Arc<Mutex<(u32, Vec<Record>)>>);

impl Jobs for Jobbing {
    fn push(&self, record: Record) -> Push {
        let jobs = Arc::clone(&self.0);
        Box::pin(async move {
            let mut jobs = jobs.lock().unwrap();
            jobs.0 += 1;
            if jobs.0 % 2 == 1 {
                return Err("it is away".to_owned());
            }
            jobs.1.push(record);
            Ok(())
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a12_what_a_queue_did_not_take_is_pushed_again() {
    #[derive(serde::Deserialize)]
    struct Mine {
        seq: u64,
        action: String,
    }
    let parts = parts("127.0.0.1:0", None);
    let jobs = Jobbing::default();
    let defined = super::super::metrics::Defined::new(&parts.metrics).unwrap();
    let limits = ledger::Limits { records: 10, accept_loss: false, gather: Duration::ZERO };
    let lanes = vec![("queue", ledger::Lane::default(), defined.of("queue"))];
    let ledger = Arc::new(ledger::Ledger::new("boot".to_owned(), limits, lanes, parts.panels.clone()));
    let output = Queue {
        jobs: Box::new(jobs.clone()),
        runtime: tokio::runtime::Handle::current(),
        timeout: Duration::from_secs(3),
    };
    let complaint = super::super::complaint::Complaint::new(parts.journal.clone(), parts.checks.clone());
    drive::start(Arc::clone(&ledger), 0, Box::new(output), Arc::from(&b""[..]), complaint).unwrap();
    for _ in 0..4 {
        ledger.hand_over(std::time::SystemTime::now(), b"\"action\":\"done\"", false);
    }
    ledger.flush().await;
    let jobs = jobs.0.lock().unwrap();
    let seen: Vec<Mine> = jobs.1.iter().map(|record| record.parse().unwrap()).collect();
    assert_eq!(seen.iter().map(|mine| mine.seq).collect::<Vec<_>>(), [1, 2, 3, 4], "in order, none twice");
    assert!(seen.iter().all(|mine| mine.action == "done") && jobs.1[0].json().starts_with("{\"time\":"));
    let again: Record = serde_json::from_str(&serde_json::to_string(&jobs.1[0]).unwrap()).unwrap();
    assert_eq!(again.json(), jobs.1[0].json());
    ledger.close();
}

#[tokio::test]
async fn a_record_that_the_service_makes_comes_with_the_request_that_it_is_made_in() {
    let site = Site::new(router(), |_| {});
    site.audit.record(Entry::new("quiet").error("it was not there")).await.unwrap();
    let record = site.record().await;
    assert_eq!((&record["request_id"], &record["success"]), (&Value::Null, &Value::Bool(false)));
    assert_eq!(record["error"], "it was not there");
}

#[cfg(feature = "queue")]
#[tokio::test(flavor = "multi_thread")]
async fn a12_a_queue_of_the_stage_gets_the_records_as_jobs() {
    use runa_schema::settings::{
        AuditQueueSettings, Groups, MemorySettings, OneQueueSettings, QueueSettings, RetrySettings,
    };

    use crate::kernel::{Installer, Joined, Provider};
    let second = Duration::from_secs(1);
    let retry = Group(RetrySettings { max: 2, min: second, max_delay: second });
    let one = OneQueueSettings { concurrency: 4, lease: second, capacity: 100, retry };
    let memory = Some(Group(MemorySettings {}));
    let config = QueueSettings { memory, redis: None, queues: Groups(vec![("records".into(), one)]) };
    let parts = parts("127.0.0.1:0", None);
    let mut installer = Installer { provider: "queue", parts: &parts, joined: Joined::default() };
    let queues = crate::Queues::install(config, (), &mut installer).await.unwrap();
    let audit = |name: &str, queues| {
        let mut config = settings();
        config.custom = None;
        config.queue = Some(Group(AuditQueueSettings { name: name.to_owned() }));
        build(config, queues, &parts)
    };
    let error = audit("records", None).unwrap_err().to_string();
    assert!(error.contains("the stage lists no `queue` above it"), "{error}");
    let error = audit("other", Some(queues.clone())).unwrap_err().to_string();
    assert!(error.contains("there is no queue `other`"), "{error}");
    let (audit, _) = audit("records", Some(queues.clone())).unwrap();
    for _ in 0..3 {
        audit.record(Entry::new("done")).await.unwrap();
    }
    audit.flush().await;
    assert_eq!(queues.named("records").unwrap().counts().await.unwrap().waiting, 3);
}
