//! An app whose providers do as their settings say, and note what is done to them.

use std::borrow::Cow;
use std::future::{Future, pending};
use std::process::{ExitCode, Termination};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use axum::Router;
use runa_schema::resolve::{Environment, Given, group, lit, var};
use runa_schema::settings::settings;
use runa_schema::value::Value;
use tokio::time::{Instant, timeout};

use super::heard::hear;
use crate::kernel::app::{Listed, Manifest, listed};
use crate::kernel::core::Core;
use crate::kernel::life::run::live;
use crate::kernel::life::startup::{Plan, Surroundings, plan};
use crate::kernel::trace::Scope;
use crate::kernel::{App, Error, Installer, Kernel, Phase, Provider, Result, Routes, Stage, Start};

/// Longer than anything here takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

settings! {
    /// What a provider does in each part of its life: `fail`, `panic`, `hang`, `block`, `slow`, or nothing.
    pub struct ActorSettings {
        /// While it is installed.
        install: Option<String> { tunable: true },
        /// While it drains.
        drain: Option<String> { tunable: true },
        /// When it stops.
        stop: Option<String> { tunable: true },
        /// A path that it serves.
        path: Option<String> {},
    }
}

/// The provider.
#[derive(Debug)]
pub(super) struct Actor;

/// What was done to providers, and what was logged, in one order.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) lines: Mutex<Vec<String>>,
    over: Mutex<bool>,
    ends: Condvar,
}

impl Notes {
    pub(super) fn add(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }

    /// Lets go who blocks.
    fn end(&self) {
        *self.over.lock().unwrap() = true;
        self.ends.notify_all();
    }

    fn block(&self) {
        let over = self.over.lock().unwrap();
        drop(self.ends.wait_timeout_while(over, PATIENCE, |over| !*over).unwrap());
    }
}

tokio::task_local! {
    pub(crate) static NOTES: Arc<Notes>;
}

async fn act(notes: Arc<Notes>, note: String, how: Option<String>) -> Result<()> {
    notes.add(note);
    match how.as_deref() {
        Some("block") => {
            notes.block();
            Ok(())
        }
        Some("slow") => {
            tokio::time::sleep(Duration::from_millis(50)).await;
            Ok(())
        }
        Some("fail") => Err(Error::new("it does not want to")),
        Some("panic") => panic!("it is afraid"),
        Some("hang") => pending().await,
        _ => Ok(()),
    }
}

impl Provider for Actor {
    type Config = ActorSettings;
    type Needs = ();
    type Handle = ();

    async fn install(config: ActorSettings, (): (), installer: &mut Installer<'_>) -> Result<()> {
        let name = installer.provider();
        let notes = NOTES.get();
        for (what, how) in [("drain", config.drain), ("stop", config.stop)] {
            let notes = Arc::clone(&notes);
            let ending = move || act(notes, format!("{what} {name}"), how);
            if what == "drain" { installer.on_drain(ending) } else { installer.on_stop(ending) }
        }
        if let Some(path) = config.path {
            let router = Router::new().route(&path, axum::routing::get(|| async { "mine" }));
            installer.routes(Routes { provider: name, paths: vec![path], router, public: None });
        }
        act(notes, format!("install {name}"), config.install).await
    }
}

/// The app.
#[derive(Clone, Debug)]
pub(crate) struct Ops(pub(crate) Kernel);

const fn does(what: &'static str, how: &'static str) -> Given {
    lit(what, Value::Text(Cow::Borrowed(how)), 1, 1)
}

const NOTHING: &[Given] = &[];
const LISTEN: &[Given] = &[does("listen", "127.0.0.1:0")];
const SECURE: &[Given] = &[
    does("listen", "127.0.0.1:0"),
    group("tls", 1, 1),
    var("tls.certificate", "CERTIFICATE", None, 1, 1),
    var("tls.key", "KEY", None, 1, 1),
];
const FAILS_TO_START: &[Given] = &[does("install", "fail")];
const FAILS_TO_STOP: &[Given] = &[does("stop", "fail")];
const PANICS_AT_START: &[Given] = &[does("install", "panic")];
const NEVER_STARTS: &[Given] = &[does("install", "hang")];
const NEVER_STOPS: &[Given] = &[does("stop", "hang")];
const HANGS_AND_PANICS: &[Given] = &[does("drain", "hang"), does("stop", "panic")];
const SERVES: &[Given] = &[does("path", "/-/ready")];

const fn actor(name: &'static str, given: &'static [Given]) -> Listed {
    listed::<Actor>(name, 1, 1, given)
}

const fn stage(name: &'static str, providers: &'static [Listed]) -> Stage {
    Stage { name, relaxed: true, server: LISTEN, providers }
}

impl App for Ops {
    const MANIFEST: Manifest = Manifest {
        file: "ops.yaml",
        service: "house",
        version: "1.0.0",
        default_stage: None,
        stages: &[
            stage("quiet", &[actor("a", NOTHING), actor("b", NOTHING)]),
            stage("three", &[actor("a", NOTHING), actor("b", NOTHING), actor("c", NOTHING)]),
            stage(
                "fails",
                &[actor("a", NOTHING), actor("b", FAILS_TO_STOP), actor("c", FAILS_TO_START), actor("d", NOTHING)],
            ),
            stage("panics", &[actor("a", NOTHING), actor("b", PANICS_AT_START)]),
            stage("waits", &[actor("a", NOTHING), actor("b", NEVER_STARTS)]),
            stage("ends_badly", &[actor("a", NOTHING), actor("b", HANGS_AND_PANICS), actor("c", NEVER_STOPS)]),
            stage("serves", &[actor("a", SERVES)]),
            Stage { name: "secure", relaxed: true, server: SECURE, providers: &[actor("a", SERVES)] },
        ],
    };

    async fn install(start: &mut Start) -> Result<Self> {
        let stage = Self::MANIFEST.stages.iter().find(|stage| stage.name == start.stage()).unwrap();
        for listed in stage.providers {
            start.install::<Actor>(listed.name, ()).await?;
        }
        Ok(Self(start.kernel()))
    }
}

struct World(Vec<(String, String)>);

impl Environment for World {
    fn variable(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    fn file(&self, _: &str) -> std::io::Result<String> {
        Err(std::io::ErrorKind::NotFound.into())
    }
}

impl Surroundings for World {
    fn variables(&self) -> Vec<(String, String)> {
        self.0.clone()
    }
}

/// What a run of `A` in a stage begins with.
pub(super) fn begin<A: App>(stage: &str, overrides: &[(&str, &str)]) -> (Arc<Core>, Plan) {
    let mut variables = vec![("RUNA_STAGE".to_owned(), stage.to_owned())];
    variables.extend(overrides.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let plan = plan(&A::MANIFEST, &World(variables), true, &[]).unwrap();
    (Core::new(&plan, Scope::Caller, Instant::now(), None), plan)
}

/// One run of the app in a stage, with overrides.
pub(super) struct House {
    pub(super) core: Arc<Core>,
    plan: Plan,
    pub(super) notes: Arc<Notes>,
    /// Longer than it lives: for a paused clock, which knows no hurry.
    pub(super) patience: Duration,
}

impl House {
    pub(super) fn new(stage: &str, overrides: &[(&str, &str)]) -> Self {
        let (core, plan) = begin::<Ops>(stage, overrides);
        Self { core, plan, notes: Arc::default(), patience: PATIENCE }
    }

    /// The address of the service, once it is served.
    pub(super) fn address(&self) -> impl Future<Output = std::net::SocketAddr> + use<> {
        let core = Arc::clone(&self.core);
        async move {
            timeout(PATIENCE, core.parts.life.reached(Phase::Running)).await.unwrap();
            core.parts.bound.get().unwrap().service[0].tcp().unwrap()
        }
    }

    /// Lives to the end. Gives the exit code and what was done to the providers.
    pub(super) async fn live<F, Fut>(self, main: F) -> (ExitCode, Vec<String>)
    where
        F: FnOnce(Ops) -> Fut,
        Fut: Future,
        Fut::Output: Termination,
    {
        let notes = Arc::clone(&self.notes);
        let life = NOTES.scope(
            self.notes,
            Box::pin(live(
                self.core,
                self.plan,
                #[cfg(feature = "log")]
                None,
                main,
                |_| None,
            )),
        );
        let code = timeout(self.patience, life).await;
        notes.end();
        let lines = notes.lines.lock().unwrap().clone();
        (code.unwrap(), lines)
    }

    /// The same, with what is logged among the notes.
    pub(super) async fn live_aloud<F, Fut>(self, main: F) -> (ExitCode, Vec<String>)
    where
        F: FnOnce(Ops) -> Fut,
        Fut: Future,
        Fut::Output: Termination,
    {
        self.core.logs.store(true, Ordering::Relaxed);
        let _guard = listen(&self.notes);
        self.live(main).await
    }
}

/// What the kernel logs in `work`.
pub(crate) fn noted(work: impl FnOnce()) -> Vec<String> {
    let notes = Arc::<Notes>::default();
    let _guard = listen(&notes);
    work();
    let lines = notes.lines.lock().unwrap();
    lines.clone()
}

/// Takes what the kernel logs into the notes.
fn listen(notes: &Arc<Notes>) -> tracing::dispatcher::DefaultGuard {
    let notes = Arc::clone(notes);
    hear("runa", move |said| notes.add(said.message()))
}
