//! What one provider hands over to another while both end: a job of the queue that ends then is recorded by audit.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use runa::audit::Entry;
use runa::queue::Job;
use runa::{Installer, Launch, Provider};
use tokio::sync::Notify;

runa::manifest!("handing-over.yaml" as Ops);

#[derive(runa::Config)]
pub(crate) struct Nothing {}

/// Stands between the queue and audit: says when audit has drained and the queue has not.
pub(crate) struct Between;

impl Provider for Between {
    type Config = Nothing;
    type Needs = ();
    type Handle = Arc<Notify>;

    async fn install(_: Nothing, (): (), installer: &mut Installer<'_>) -> runa::Result<Arc<Notify>> {
        let audit_has_drained = Arc::new(Notify::new());
        let says = Arc::clone(&audit_has_drained);
        installer.on_drain(move || async move {
            says.notify_one();
            Ok(())
        });
        Ok(audit_has_drained)
    }
}

/// Ends the app while a job runs, which records when audit has drained. Gives what stands in the file of audit at the end.
async fn recorded(stage: &str, folder: &Path) -> String {
    let path = folder.join("audit.jsonl");
    let launch =
        Launch::stage(stage).variables([("RUNA__AUDIT__FILE__PATH", path.to_str().unwrap())]).without_signals();
    let ops = Ops::start(launch).await.unwrap();
    let begun = Arc::new(Notify::new());
    let (says, between, audit) = (Arc::clone(&begun), Arc::clone(&ops.between), ops.audit.clone());
    let send = move |_: Job<u32>| {
        let (says, between, audit) = (Arc::clone(&says), Arc::clone(&between), audit.clone());
        async move {
            says.notify_one();
            between.notified().await;
            audit.record(Entry::new("email.sent")).await
        }
    };
    ops.queue.emails.handle(send).unwrap();
    ops.queue.emails.push(&7_u32).await.unwrap();
    let work = async {
        begun.notified().await;
        Ok::<_, runa::Error>(())
    };
    ops.run(work).await.unwrap();
    assert_eq!(ops.end().await, ExitCode::SUCCESS, "{stage}");
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_job_that_ends_when_audit_has_drained_is_still_recorded() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for stage in ["async", "sync"] {
        let folder = std::env::temp_dir().join(format!("runa-handing-over-{stage}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let written = runtime.block_on(recorded(stage, &folder));
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(written.lines().any(|line| line.contains("\"email.sent\"")), "{stage}: {written}");
    }
}
