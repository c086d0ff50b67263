//! What one provider hands over to another while both end: a job of the queue that ends then is recorded by audit.

use std::borrow::Cow;
use std::process::ExitCode;
use std::sync::Arc;

use runa_schema::resolve::{Given, group, lit};
use runa_schema::value::Value;
use tokio::sync::Notify;
use tokio::time::timeout;

use super::house::{PATIENCE, begin};
use crate::audit::Entry;
use crate::kernel::app::{Listed, listed};
use crate::kernel::run::live;
use crate::kernel::{App, Error, Installer, Kernel, Manifest, Phase, Provider, Result, Stage, Start};
use crate::queue::Job;
use crate::{Audit, Queues};

runa_schema::settings::settings! {
    /// No settings.
    pub struct NoSettings {
    }
}

/// Stands between the queue and audit: says when audit has drained and the queue has not.
struct Between;

impl Provider for Between {
    type Config = NoSettings;
    type Needs = ();
    type Handle = Arc<Notify>;

    async fn install(_: NoSettings, (): (), installer: &mut Installer<'_>) -> Result<Arc<Notify>> {
        let drained = Arc::new(Notify::new());
        let says = Arc::clone(&drained);
        installer.on_drain(move || async move {
            says.notify_one();
            Ok(())
        });
        Ok(drained)
    }
}

#[derive(Clone)]
struct Ops {
    kernel: Kernel,
    queues: Queues,
    between: Arc<Notify>,
    audit: Audit,
}

const fn text(path: &'static str, value: &'static str) -> Given {
    lit(path, Value::Text(Cow::Borrowed(value)), 1, 1)
}

const EMAILS: &[Given] = &[group("queues.emails", 1, 1)];
const ASYNC: &[Given] = &[group("file", 1, 1), text("file.path", "set-by-the-test")];
const SYNC: &[Given] = &[text("mode", "sync"), group("file", 1, 1), text("file.path", "set-by-the-test")];

const fn providers(audit: &'static [Given]) -> [Listed; 3] {
    [
        listed::<Queues>("queue", 1, 1, EMAILS),
        listed::<Between>("between", 2, 1, &[]),
        listed::<Audit>("audit", 3, 1, audit),
    ]
}

const fn stage(name: &'static str, providers: &'static [Listed]) -> Stage {
    Stage { name, relaxed: true, server: const { &[text("listen", "none")] }, providers }
}

impl App for Ops {
    const MANIFEST: Manifest = Manifest {
        file: "ops.yaml",
        service: "handing over",
        version: "1.0.0",
        default_stage: None,
        stages: &[stage("async", const { &providers(ASYNC) }), stage("sync", const { &providers(SYNC) })],
    };

    async fn install(start: &mut Start) -> Result<Self> {
        let queues = start.install::<Queues>("queue", ()).await?;
        let between = start.install::<Between>("between", ()).await?;
        let audit = start.install::<Audit>("audit", (Some(queues.clone()),)).await?;
        Ok(Self { kernel: start.kernel(), queues, between, audit })
    }
}

#[tokio::test]
async fn a_job_that_ends_when_audit_has_drained_is_still_recorded() {
    for mode in ["async", "sync"] {
        let folder = std::env::temp_dir().join(format!("runa-handing-over-{mode}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("audit.jsonl");
        let overrides = [("RUNA__AUDIT__FILE__PATH", path.to_str().unwrap())];
        let (core, plan) = begin::<Ops>(mode, &overrides);
        let life = Arc::clone(&core);
        let main = |ops: Ops| async move {
            let emails = ops.queues.named("emails").unwrap();
            let Ops { kernel, between, audit, .. } = ops;
            let begun = Arc::new(Notify::new());
            let says = Arc::clone(&begun);
            let handler = move |_: Job<u32>| {
                let (life, says, between, audit) =
                    (Arc::clone(&life), Arc::clone(&says), Arc::clone(&between), audit.clone());
                async move {
                    says.notify_one();
                    between.notified().await;
                    assert_eq!(life.parts.life.phase(), Phase::Stopping);
                    audit.record(Entry::new("email.sent")).await.map_err(|error| error.to_string())
                }
            };
            emails.handle(handler).unwrap();
            emails.push(&7_u32).await.unwrap();
            let work = async {
                begun.notified().await;
                Ok::<_, Error>(())
            };
            kernel.run(work).await
        };
        let life = live(
            core,
            plan,
            #[cfg(feature = "log")]
            None,
            main,
        );
        let exit = timeout(PATIENCE, life).await.unwrap();
        assert_eq!(exit, ExitCode::SUCCESS);
        let written = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(written.lines().any(|line| line.contains("\"email.sent\"")), "{mode}: {written}");
    }
}
