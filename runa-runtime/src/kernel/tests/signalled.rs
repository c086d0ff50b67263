//! A process that is signalled in each phase of its life, once and twice.

use std::future::pending;
use std::net::TcpStream;
use std::process::{ExitCode, Stdio};
use std::sync::Arc;
use std::thread;

use axum::Router;
use axum::routing::get;
use runa_schema::settings::settings;
use tokio::sync::Notify;

use super::house::PATIENCE;
use super::process::{Part, run, send};
use crate::kernel::app::listed;
use crate::kernel::{App, Installer, Kernel, Manifest, Options, Phase, Provider, Result, Stage, Start, stderr};

settings! {
    /// No settings.
    pub struct NoSettings {
    }
}

/// Says what is done to it. The one called `b` stays in the phase that the variable names.
struct Stands;

fn stays_in() -> String {
    std::env::var("TEST_PART").unwrap_or_default()
}

fn says(what: &str, name: &str) {
    stderr::say(format_args!("{what} {name}"));
}

fn block() {
    loop {
        thread::sleep(PATIENCE);
    }
}

async fn lives(what: &str, name: &str) -> Result<()> {
    says(what, name);
    match stays_in().split_once(' ') {
        Some((how, at)) if at == what && name == "b" => {
            says("in", what);
            if how == "blocked" {
                block();
            }
            pending().await
        }
        _ => Ok(()),
    }
}

impl Provider for Stands {
    type Config = NoSettings;
    type Needs = ();
    type Handle = ();

    async fn install(_: NoSettings, (): (), installer: &mut Installer<'_>) -> Result<()> {
        let name = installer.provider();
        installer.on_drain(move || lives("drain", name));
        installer.on_stop(move || lives("stop", name));
        lives("install", name).await
    }
}

#[derive(Clone, Debug)]
struct Ops(Kernel);

impl App for Ops {
    const MANIFEST: Manifest = Manifest {
        file: "ops.yaml",
        service: "part",
        version: "1.0.0",
        default_stage: None,
        stages: &[Stage {
            name: "test",
            relaxed: true,
            server: &[],
            providers: &[
                listed::<Stands>("a", 1, 1, &[]),
                listed::<Stands>("b", 2, 1, &[]),
                listed::<Stands>("c", 3, 1, &[]),
            ],
        }],
    };

    async fn install(start: &mut Start) -> Result<Self> {
        for name in ["a", "b", "c"] {
            start.install::<Stands>(name, ()).await?;
        }
        Ok(Self(start.kernel()))
    }
}

/// Not a test: what the started process does. Without a part it is nothing.
#[test]
fn part() {
    let stays = stays_in();
    let Some((how, at)) = stays.split_once(' ') else { return };
    let code = run(Options::new(true), async |ops: Ops| {
        let life = &ops.0.core().parts.life;
        let asked = Arc::new(Notify::new());
        let begun = Arc::clone(&asked);
        let handler = move || async move {
            begun.notify_one();
            pending::<()>().await;
        };
        let leads = async {
            life.reached(Phase::Running).await;
            if at == "closing" {
                asked.notified().await;
            }
            match at {
                "running" => {}
                _ => ops.0.shutdown(),
            }
            life.reached(match at {
                "running" => Phase::Running,
                "draining" => Phase::Draining,
                _ => Phase::Closing,
            })
            .await;
            says("in", at);
        };
        match at {
            "main" => {
                says("in", at);
                if how == "blocked" {
                    block();
                }
                pending().await
            }
            "running" | "draining" | "closing" => {
                let router = Router::new().route("/", get(handler));
                tokio::join!(ops.0.serve(router), leads).0
            }
            _ => ops.0.run(async { Ok::<_, &str>(()) }).await,
        }
    });
    let code = (0..=u8::MAX).find(|number| ExitCode::from(*number) == code).unwrap();
    std::process::exit(i32::from(code));
}

/// A process that is where it stays.
struct Staying {
    process: Part,
    /// What it has said up to then.
    said: String,
    /// A client that waits for an answer.
    _client: Option<TcpStream>,
}

fn in_phase(part: &str, variables: &[(&str, &str)]) -> Staying {
    let mut process = Part::of("kernel::tests::signalled::part", part, variables, Stdio::piped());
    let (_, at) = part.split_once(' ').unwrap();
    let (mut said, mut client) = (String::new(), None);
    loop {
        let line = process.line();
        assert!(!line.is_empty(), "{part} has ended: {said}");
        said.push_str(&line);
        if line == format!("in {at}\n") {
            return Staying { process, said, _client: client };
        }
        if let (true, Some((_, address))) = (at == "closing", line.trim().split_once("http://")) {
            client = Some(send(address.parse().unwrap(), "/"));
        }
    }
}

const ALL: [&str; 6] = ["drain c", "drain b", "drain a", "stop c", "stop b", "stop a"];
const BEGUN: [&str; 4] = ["drain b", "drain a", "stop b", "stop a"];

#[test]
fn sigterm_in_each_phase_ends_it_in_order() {
    let quick = [
        ("RUNA__SERVER__DRAIN__DELAY", "700ms"),
        ("RUNA__SERVER__DRAIN__GRACE", "300ms"),
        ("RUNA__SERVER__DRAIN__TOTAL", "2s"),
    ];
    let each = [
        ("stays install", 0, &BEGUN[..], ""),
        ("stays main", 0, &ALL, ""),
        ("stays running", 0, &ALL, ""),
        ("stays draining", 0, &ALL, ""),
        ("stays closing", 2, &ALL, "`drain.grace` has passed: 1 connection given up"),
        ("stays drain", 2, &ALL, "provider `b` did not drain within "),
        ("stays stop", 2, &ALL, "provider `b` did not stop within "),
        ("blocked drain", 2, &ALL, "its share of `drain.total`: it blocks its thread"),
        ("blocked stop", 2, &ALL, "its share of `drain.total`: it blocks its thread"),
        (
            "blocked install",
            2,
            &[],
            "have passed and the process has not ended: provider `b` blocks its thread while it is to start;",
        ),
        ("blocked main", 2, &[], "have passed and the process has not ended: `main` has blocked its thread for "),
    ];
    thread::scope(|scope| {
        for flavor in ["multi_thread", "current_thread"] {
            for (part, code, order, says) in each {
                scope.spawn(move || {
                    let variables = [&quick[..], &[("RUNA__RUNTIME__FLAVOR", flavor)]].concat();
                    let Staying { process, mut said, _client } = in_phase(part, &variables);
                    process.signal();
                    let (ended, rest) = process.end();
                    said.push_str(&rest);
                    assert_eq!(ended, Some(code), "{flavor} {part}: {said}");
                    assert!(said.contains(says), "{flavor} {part}: {said}");
                    let seen: Vec<_> =
                        said.lines().filter(|line| line.starts_with("drain ") || line.starts_with("stop ")).collect();
                    assert_eq!(seen, order, "{flavor} {part}: {said}");
                });
            }
        }
    });
}

#[test]
fn a_second_signal_in_each_phase_ends_it_at_once() {
    let long = [
        ("RUNA__SERVER__DRAIN__DELAY", "60s"),
        ("RUNA__SERVER__DRAIN__GRACE", "60s"),
        ("RUNA__SERVER__DRAIN__TOTAL", "1h"),
    ];
    let parts = [
        "blocked install",
        "blocked main",
        "stays running",
        "stays draining",
        "stays closing",
        "stays drain",
        "blocked drain",
        "stays stop",
        "blocked stop",
    ];
    thread::scope(|scope| {
        for part in parts {
            scope.spawn(move || {
                let mut variables = long;
                if part == "stays closing" {
                    variables[0].1 = "0s";
                }
                let Staying { process, _client, .. } = in_phase(part, &variables);
                process.signal();
                // Long before anything of it has passed.
                let (ended, rest) = process.insist();
                assert_eq!(ended, Some(128 + 15), "{part}: {rest}");
                assert!(rest.ends_with("SIGTERM received again: ending at once\n"), "{part}: {rest}");
            });
        }
    });
}

#[test]
fn a_provider_that_blocks_while_it_starts_is_named_and_given_up() {
    let variables = [
        ("RUNA__SERVER__START_TIMEOUT", "300ms"),
        ("RUNA__SERVER__DRAIN__TOTAL", "300ms"),
        ("RUNA__SERVER__DRAIN__GRACE", "0s"),
    ];
    let (code, said) = in_phase("blocked install", &variables).process.end();
    assert_eq!(code, Some(2), "{said}");
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        [
            "error: provider `b` has not started: `server.start_timeout`, 300ms, has passed",
            "error: 300ms, all of `drain.total`, have passed and the process has not ended: provider `b` blocks its thread while it is to \
             start; ending at once"
        ]
    );
}
