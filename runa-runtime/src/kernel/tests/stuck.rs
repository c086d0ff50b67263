//! A service whose own layer of tracing blocks for ever: who watches over the process still hears, and still ends it.

use std::future::pending;
use std::process::{ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use runa_schema::settings::settings;
use tracing::field::Field;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use super::heard::heard;
use super::house::{self, PATIENCE};
use super::process::{Part, run};
use crate::kernel::app::listed;
use crate::kernel::{App, Installer, Kernel, Manifest, Options, Phase, Provider, Result, Stage, Start, stderr};

settings! {
    /// No settings.
    pub struct NoSettings {
    }
}

fn part_is() -> String {
    std::env::var("TEST_PART").unwrap_or_default()
}

fn block() {
    loop {
        thread::sleep(PATIENCE);
    }
}

/// Blocks whoever logs the line that it waits for, and whoever logs anything after that.
struct Blocks {
    at: String,
    stuck: AtomicBool,
}

impl<S: tracing::Subscriber> Layer<S> for Blocks {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut text = String::new();
        event.record(&mut |field: &Field, value: &dyn std::fmt::Debug| {
            if field.name() == "message" {
                text = format!("{value:?}");
            }
        });
        if text.contains(&self.at) {
            stderr::say(format_args!("stuck"));
            self.stuck.store(true, Ordering::Relaxed);
        }
        if self.stuck.load(Ordering::Relaxed) {
            block();
        }
    }
}

/// Blocks its thread while it is installed, where that is its part.
struct Stands;

impl Provider for Stands {
    type Config = NoSettings;
    type Needs = ();
    type Handle = ();

    async fn install(_: NoSettings, (): (), _: &mut Installer<'_>) -> Result<()> {
        if part_is() == "start" {
            block();
        }
        Ok(())
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
        stages: &[Stage { name: "test", relaxed: true, server: &[], providers: &[listed::<Stands>("a", 1, 1, &[])] }],
    };

    async fn install(start: &mut Start) -> Result<Self> {
        let kernel = start.kernel();
        // As if `log` were listed: lines go to layers, and not to standard error.
        kernel.core().logs.store(true, Ordering::Relaxed);
        start.install::<Stands>("a", ()).await?;
        Ok(Self(kernel))
    }
}

/// Not a test: what the started process does. Without a part it is nothing.
#[test]
fn part() {
    let part = part_is();
    if part.is_empty() {
        return;
    }
    let at = std::env::var("TEST_STUCK_AT").unwrap();
    let layers = move |_: &str| Blocks { at: at.clone(), stuck: AtomicBool::new(false) };
    let code = run(Options::new(true).layers(layers), async move |ops: Ops| {
        match part.as_str() {
            "worker" => {
                tokio::spawn(async { block() });
            }
            // Another thread keeps standard error for itself, in a line that nobody reads.
            "errors" => {
                thread::spawn(|| stderr::say(format_args!("full\n{}", "x".repeat(1 << 20))));
            }
            _ => {}
        }
        ops.0.run(pending::<Result<()>>()).await
    });
    let code = (0..=u8::MAX).find(|number| ExitCode::from(*number) == code).unwrap();
    std::process::exit(i32::from(code));
}

/// Each way to get stuck: what the process does, the line at which its layer blocks, and what makes somebody log it.
const WAYS: [(&str, &str, (&str, &str)); 3] = [
    ("worker", "has been blocked for", ("RUNA__RUNTIME__BLOCKED_AFTER", "200ms")),
    ("start", "has not started", ("RUNA__SERVER__START_TIMEOUT", "200ms")),
    // It is lost, which who tells it would log.
    ("manager", "runs in stage", ("NOTIFY_SOCKET", "/nowhere/at/all")),
];

const SHORT: [(&str, &str); 2] = [("RUNA__SERVER__DRAIN__GRACE", "100ms"), ("RUNA__SERVER__DRAIN__TOTAL", "300ms")];
const LONG: [(&str, &str); 2] = [("RUNA__SERVER__DRAIN__GRACE", "60s"), ("RUNA__SERVER__DRAIN__TOTAL", "1h")];

/// A process whose layer blocks.
fn stuck(way: (&str, &str, (&str, &str)), drain: [(&str, &str); 2]) -> Part {
    let (part, at, cause) = way;
    let variables = [&drain[..], &[("TEST_STUCK_AT", at), cause]].concat();
    let mut process = Part::of("kernel::tests::stuck::part", part, &variables, Stdio::piped());
    assert_eq!(process.line(), "stuck\n", "{part}");
    process
}

#[test]
fn a_layer_that_blocks_keeps_no_process_beyond_its_total() {
    thread::scope(|scope| {
        for way in WAYS {
            scope.spawn(move || {
                let process = stuck(way, SHORT);
                // Who is late to start ends by itself.
                if way.0 != "start" {
                    process.signal();
                }
                let (code, said) = process.end();
                assert_eq!(code, Some(2), "{}: {said}", way.0);
                assert!(said.contains("300ms, all of `drain.total`, have passed"), "{}: {said}", way.0);
            });
        }
    });
}

#[test]
fn a_layer_that_blocks_keeps_no_second_signal_from_being_heard() {
    thread::scope(|scope| {
        for way in WAYS {
            scope.spawn(move || {
                let process = stuck(way, LONG);
                process.signal();
                // What comes within half a second of the first is a repeat of it.
                thread::sleep(Duration::from_millis(700));
                process.signal();
                let asked = Instant::now();
                let (code, said) = process.end();
                assert_eq!(code, Some(143), "{}: {said}", way.0);
                assert!(asked.elapsed() < PATIENCE / 2, "{}", way.0);
            });
        }
    });
}

#[test]
fn standard_error_that_nobody_reads_keeps_no_process_beyond_its_total() {
    let variables = [&SHORT[..], &[("TEST_STUCK_AT", "nothing")]].concat();
    let mut process = Part::of("kernel::tests::stuck::part", "errors", &variables, Stdio::piped());
    assert_eq!(process.line(), "full\n");
    process.signal();
    assert_eq!(process.end().0, Some(2));
}

/// A layer that waits for another thread, which says that a signal has come.
struct Waits {
    to: mpsc::Sender<bool>,
    ops: std::sync::OnceLock<Arc<crate::kernel::core::Core>>,
}

impl<S: tracing::Subscriber> Layer<S> for Waits {
    fn on_event(&self, _: &tracing::Event<'_>, _: Context<'_, S>) {
        let Some(core) = self.ops.get().cloned() else { return };
        let (done, over) = mpsc::channel();
        thread::spawn(move || {
            core.shutdown_by("SIGTERM");
            done.send(()).unwrap();
        });
        // The test may have seen enough.
        let _ = self.to.send(over.recv_timeout(PATIENCE).is_ok());
    }
}

#[tokio::test]
async fn a_signal_is_taken_while_the_reason_of_the_end_is_logged() {
    use tracing_subscriber::layer::SubscriberExt;

    let (core, _) = house::begin::<Ops>("test", &[]);
    let (to, heard_in_time) = mpsc::channel();
    let waits = Waits { to, ops: std::sync::OnceLock::from(Arc::clone(&core)) };
    let _guard = heard(&tracing::Dispatch::new(tracing_subscriber::registry().with(waits)));
    core.shutdown_asked();
    core.say_why();
    assert_eq!(core.parts.life.phase(), Phase::Draining);
    assert!(heard_in_time.try_recv().unwrap(), "the signal waited for the log");
}
