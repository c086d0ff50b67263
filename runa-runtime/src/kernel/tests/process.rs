//! The kernel as a process of its own: this test binary, started again to play one part.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, ExitCode, Stdio, Termination};
use std::thread;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;

use super::again::again;
use super::house::PATIENCE;
use crate::kernel::life::start_inside;
use crate::kernel::{App, Kernel, Launch, Manifest, Options, Result, Stage, Start};

#[derive(Clone, Debug)]
struct Ops(Kernel);

impl App for Ops {
    const MANIFEST: Manifest = Manifest {
        file: "ops.yaml",
        service: "part",
        version: "1.0.0",
        default_stage: None,
        stages: &[Stage { name: "test", relaxed: true, server: &[], providers: &[] }],
    };

    async fn install(start: &mut Start) -> Result<Self> {
        match std::env::var("TEST_PART").as_deref() {
            Ok("is-not-built") => Err(start.not_built()),
            _ => Ok(Self(start.kernel())),
        }
    }
}

/// As a `main` that shows no reason.
pub(super) fn run<A, F, Fut>(options: Options, main: F) -> ExitCode
where
    A: App,
    F: FnOnce(A) -> Fut,
    Fut: Future,
    Fut::Output: Termination,
{
    crate::kernel::run(options, main, |_| None)
}

fn block() -> &'static str {
    loop {
        thread::sleep(PATIENCE);
    }
}

/// The variable that names a file, for when nothing can be said.
const BLOCKED: &str = "TEST_BLOCKED";

fn say_and_block() -> &'static str {
    if let Some(file) = std::env::var_os(BLOCKED) {
        std::fs::write(file, "").unwrap();
    }
    crate::kernel::stderr::say(format_args!("blocked"));
    block()
}

/// Blocks until `main` should have ended.
fn block_until_late(ops: &Ops) {
    crate::kernel::stderr::say(format_args!("blocked"));
    let core = ops.0.core();
    while !core.parts.life.is_ending() || tokio::time::Instant::now() < core.main_deadline() {
        thread::sleep(Duration::from_millis(20));
    }
}

/// Not a test: what the started process does. Without a part it is nothing.
#[test]
fn part() {
    let Ok(part) = std::env::var("TEST_PART") else { return };
    let options = Options::new(true);
    let code = match part.as_str() {
        "serves" => run(options, |ops: Ops| async move {
            let late = ops.clone();
            let router = Router::new()
                .route("/", get(|| async { "answered" }))
                .route("/late", get(async move || block_until_late(&late)))
                .route("/block", get(|| async { say_and_block() }));
            ops.0.serve(router).await
        }),
        "blocks" => run(options, |_: Ops| async {
            say_and_block();
        }),
        "works" => run(options, |ops: Ops| async move {
            let work = async {
                ops.0.shutdown();
                Err::<(), _>(block())
            };
            ops.0.run(work).await
        }),
        "abandons" => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let app = start_inside::<Ops>(Launch::stage("test"), true).await.unwrap();
                // Every file that it may have.
                let files: Vec<_> = std::iter::from_fn(|| std::fs::File::open("/dev/null").ok()).collect();
                drop(app);
                drop(files);
            });
            ExitCode::SUCCESS
        }
        "ends" | "is-not-built" => run(options, |_: Ops| async {}),
        #[cfg(feature = "log")]
        "layers" => {
            let layers = |stage: &str| -> Option<tracing::level_filters::LevelFilter> { panic!("none for {stage}") };
            run(options.layers(layers), |_: Ops| async {})
        }
        other => panic!("no part `{other}`"),
    };
    let code = (0..=u8::MAX).find(|number| ExitCode::from(*number) == code).unwrap();
    std::process::exit(i32::from(code));
}

/// This binary, started again.
pub(super) struct Part {
    child: Child,
    errors: Option<BufReader<std::process::ChildStderr>>,
}

impl Part {
    fn start(part: &str, variables: &[(&str, &str)], errors: Stdio) -> Self {
        Self::of("kernel::tests::process::part", part, variables, errors)
    }

    /// Starts the test `test` as `part`.
    pub(super) fn of(test: &str, part: &str, variables: &[(&str, &str)], errors: Stdio) -> Self {
        let mut child = again(test)
            .env("TEST_PART", part)
            .env("RUNA_STAGE", "test")
            .env("TOKIO_WORKER_THREADS", "2")
            .env("RUNA__SERVER__LISTEN", "127.0.0.1:0")
            .envs(variables.iter().copied())
            .stderr(errors)
            .spawn()
            .unwrap();
        let errors = child.stderr.take().map(BufReader::new);
        Self { child, errors }
    }

    pub(super) fn line(&mut self) -> String {
        let mut line = String::new();
        self.errors.as_mut().unwrap().read_line(&mut line).unwrap();
        line
    }

    pub(super) fn address(&mut self) -> SocketAddr {
        let line = self.line();
        line.trim().rsplit_once("http://").unwrap_or_else(|| panic!("{line}")).1.parse().unwrap()
    }

    pub(super) fn signal(&self) {
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
    }

    /// Signals it again, later than a repeat and until it ends: on a busy machine it may hear of the first one late.
    pub(super) fn insist(mut self) -> (Option<i32>, String) {
        let deadline = Instant::now() + PATIENCE;
        while self.child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < deadline, "it has not ended");
            thread::sleep(Duration::from_secs(1));
            // It may just have ended.
            let _ = Command::new("kill").arg(self.child.id().to_string()).stderr(Stdio::null()).status();
        }
        self.end()
    }

    /// Its exit code, and what it said in the end.
    pub(super) fn end(mut self) -> (Option<i32>, String) {
        let deadline = Instant::now() + PATIENCE;
        let code = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status.code();
            }
            assert!(Instant::now() < deadline, "it has not ended");
            thread::sleep(Duration::from_millis(5));
        };
        let mut said = String::new();
        if let Some(errors) = &mut self.errors {
            errors.read_to_string(&mut said).unwrap();
        }
        (code, said)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(super) fn send(address: SocketAddr, path: &str) -> TcpStream {
    let mut client = TcpStream::connect(address).unwrap();
    client.set_read_timeout(Some(PATIENCE / 4)).unwrap();
    ask(&mut client, path);
    client
}

fn answered(client: &mut TcpStream) -> bool {
    let mut seen = [0; 512];
    client.read(&mut seen).is_ok_and(|count| seen[..count].ends_with(b"answered"))
}

fn ask(client: &mut TcpStream, path: &str) {
    write!(client, "GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
}

#[test]
fn a_handler_that_blocks_its_thread_stops_neither_new_connections_nor_old_ones() {
    let mut part = Part::start("serves", &[], Stdio::piped());
    let address = part.address();
    let (mut old, mut blocked) = (send(address, "/"), send(address, "/"));
    assert!(answered(&mut old) && answered(&mut blocked));
    // Woken by its socket: so the worker that is blocked is the one that waited for sockets.
    ask(&mut blocked, "/block");
    for _ in 0..6 {
        thread::sleep(Duration::from_millis(20));
        ask(&mut old, "/");
        assert!(answered(&mut old), "an old connection");
    }
    for _ in 0..6 {
        assert!(answered(&mut send(address, "/")), "a new connection");
    }
}

/// The watchdog is what ends a process that does nothing any more; so it must not be fed by a thread that is still well.
#[cfg(unix)]
#[test]
fn the_watchdog_is_fed_only_while_a_worker_is_free() {
    let folder = std::env::temp_dir().join(format!("runa-watchdog-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("notify");
    let manager = std::os::unix::net::UnixDatagram::bind(&path).unwrap();
    let variables = [("NOTIFY_SOCKET", path.to_str().unwrap()), ("WATCHDOG_USEC", "100000")];
    let mut part = Part::start("serves", &variables, Stdio::piped());
    let address = part.address();
    manager.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut message = [0; 512];
    let mut hears = |what: &[u8]| loop {
        let length = manager.recv(&mut message).expect("nothing was told");
        if message[..length] == *what {
            return;
        }
    };
    let _one = send(address, "/block");
    // One of two workers is free, so it goes on.
    for _ in 0..20 {
        hears(b"WATCHDOG=1\n");
    }
    let _other = send(address, "/block");
    // Twenty times as long as it lets pass between two of them.
    manager.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    let deadline = Instant::now() + PATIENCE;
    while manager.recv(&mut message).is_ok() {
        assert!(Instant::now() < deadline, "it is fed although nobody works");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

const SHORT: [(&str, &str); 3] = [
    ("RUNA__SERVER__DRAIN__DELAY", "0s"),
    ("RUNA__SERVER__DRAIN__GRACE", "100ms"),
    ("RUNA__SERVER__DRAIN__TOTAL", "200ms"),
];

#[test]
fn the_process_ends_in_time_when_every_thread_is_blocked() {
    let mut part = Part::start("serves", &SHORT, Stdio::piped());
    let address = part.address();
    let blocked = [send(address, "/block"), send(address, "/block")];
    assert_eq!((part.line(), part.line()), ("blocked\n".to_owned(), "blocked\n".to_owned()));
    part.signal();
    let (code, said) = part.end();
    assert_eq!(code, Some(2), "{said}");
    for client in &blocked {
        let who = format!("GET /block from {} has blocked its thread for ", client.local_addr().unwrap());
        assert!(said.contains(&who), "{said}");
    }

    // Without a signal too.
    assert_eq!(Part::start("works", &SHORT, Stdio::piped()).end().0, Some(2));

    let mut part = Part::start("blocks", &SHORT, Stdio::piped());
    assert_eq!(part.line(), "blocked\n");
    part.signal();
    let (code, said) = part.end();
    assert_eq!(code, Some(2), "{said}");
    assert!(said.starts_with("error: 200ms, all of `drain.total`, have passed"), "{said}");
    assert!(
        said.contains("; SIGTERM came ") && said.contains("s ago, and nobody was free to log it; ending"),
        "{said}"
    );
}

#[test]
fn a_handler_that_blocks_the_only_worker_is_named_also_when_it_comes_back_late() {
    for flavor in ["multi_thread", "current_thread"] {
        let one = [&SHORT[..], &[("TOKIO_WORKER_THREADS", "1"), ("RUNA__RUNTIME__FLAVOR", flavor)]].concat();
        for (path, says) in [
            ("/block", "all of `drain.total`, have passed and the process has not ended: "),
            ("/late", "error: `main` had not ended when its share of `drain.total` had passed: "),
        ] {
            let mut part = Part::start("serves", &one, Stdio::piped());
            let client = send(part.address(), path);
            assert_eq!(part.line(), "blocked\n");
            part.signal();
            let (code, said) = part.end();
            assert_eq!(code, Some(2), "{flavor} {said}");
            let had = if path == "/block" { "has" } else { "had" };
            let who = format!("{says}GET {path} from {} {had} blocked its thread for ", client.local_addr().unwrap());
            assert!(said.contains(&who), "{flavor} {who}: {said}");
        }
    }
}

#[test]
fn a_handler_that_blocks_its_thread_is_named_when_it_is_given_up() {
    let mut part = Part::start("serves", &[SHORT[0], SHORT[1]], Stdio::piped());
    let blocked = send(part.address(), "/block");
    assert_eq!(part.line(), "blocked\n");
    part.signal();
    let (code, said) = part.end();
    assert_eq!(code, Some(2), "{said}");
    let expected = format!(
        "error: `drain.grace` has passed: 1 connection given up, 1 of them with a request; a handler blocks its thread and \
         cannot be given up: GET /block from {}\n",
        blocked.local_addr().unwrap()
    );
    assert!(said.starts_with(&expected), "{said}");
}

#[test]
fn a_second_signal_ends_a_blocked_process_and_one_sent_twice_does_not() {
    let mut part = Part::start("blocks", &[], Stdio::piped());
    assert_eq!(part.line(), "blocked\n");
    part.signal();
    part.signal();
    // Longer than a repeat.
    thread::sleep(Duration::from_secs(1));
    assert!(part.child.try_wait().unwrap().is_none(), "a repeat has ended it");
    assert_eq!(part.insist(), (Some(143), "SIGTERM received again: ending at once\n".to_owned()));
}

#[test]
fn a_main_that_neither_serves_nor_runs_is_wondered_at() {
    let (code, said) = Part::start("ends", &[], Stdio::piped()).end();
    assert_eq!(code, Some(0));
    assert_eq!(said, "warning: `main` has ended and never called `serve` or `run`: the process ends\n");
}

/// Standard error that takes nothing.
#[cfg(target_os = "linux")]
fn full() -> Stdio {
    std::fs::File::options().write(true).open("/dev/full").unwrap().into()
}

#[cfg(target_os = "linux")]
#[test]
fn a_broken_standard_error_changes_nothing() {
    assert_eq!(Part::start("serves", &[("RUNA_STAGE", "prdo")], full()).end().0, Some(78));
    assert_eq!(Part::start("serves", &[("RUNA__SERVER__LISTEN", "203.0.113.1:1")], full()).end().0, Some(1));
    let file = std::env::temp_dir().join(format!("runa-blocked-{}", std::process::id()));
    let told = (BLOCKED, file.to_str().unwrap());
    for (settings, again, code) in [(&SHORT[..], false, 2), (&[], true, 143)] {
        let part = Part::start("blocks", &[settings, &[told]].concat(), full());
        let deadline = Instant::now() + PATIENCE;
        while std::fs::remove_file(&file).is_err() {
            assert!(Instant::now() < deadline, "it does not block");
            thread::sleep(Duration::from_millis(5));
        }
        part.signal();
        assert_eq!(if again { part.insist() } else { part.end() }.0, Some(code));
    }
}

#[test]
fn a_stage_that_is_not_built_does_not_start() {
    let (code, said) = Part::start("is-not-built", &[], Stdio::piped()).end();
    assert_eq!(code, Some(78), "{said}");
    assert!(said.starts_with("error: stage `test` is not part of this program, "), "{said}");
    assert!(said.contains("build it with `RUNA_BUILD_STAGE=test`"), "{said}");
}

#[test]
fn an_app_that_is_dropped_and_cannot_be_ended_is_said() {
    let binary = std::env::current_exe().unwrap();
    let output = Command::new("sh")
        .args(["-c", "ulimit -n 64 && exec \"$0\" --exact kernel::tests::process::part --nocapture"])
        .arg(binary)
        .env("TEST_PART", "abandons")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let says = "error: the app does not drain, and its providers are not stopped: there is no runtime for it: ";
    assert!(output.status.success() && said.contains(says), "{said}");
}

#[cfg(feature = "log")]
#[test]
fn layers_that_panic_end_the_start() {
    let (code, said) = Part::start("layers", &[], Stdio::piped()).end();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("error: `layers` panicked: none for test"), "{said}");
}

#[test]
fn a_number_of_workers_that_is_none_ends_the_start_without_a_panic() {
    for wrong in ["abc", "0", ""] {
        let (code, said) = Part::start("ends", &[("TOKIO_WORKER_THREADS", wrong)], Stdio::piped()).end();
        assert_eq!(code, Some(78), "{said}");
        assert!(
            said.starts_with(&format!("error: `{wrong}` is no value of `TOKIO_WORKER_THREADS` [R0904]\n")),
            "{said}"
        );
        // Where runa is told how many, tokio does not look.
        for told in [("RUNA__RUNTIME__WORKER_THREADS", "2"), ("RUNA__RUNTIME__FLAVOR", "current_thread")] {
            let (code, said) = Part::start("ends", &[told, ("TOKIO_WORKER_THREADS", wrong)], Stdio::piped()).end();
            assert_eq!(code, Some(0), "{told:?}: {said}");
        }
    }
}

#[test]
fn a_watchdog_that_cannot_be_fed_is_said() {
    let variables = [("NOTIFY_SOCKET", "/nowhere/at/all"), ("WATCHDOG_USEC", "foo")];
    let (_, said) = Part::start("ends", &variables, Stdio::piped()).end();
    let says = "warning: the watchdog is not told anything: `WATCHDOG_USEC` is `foo`";
    assert_eq!(said.matches(says).count(), 1, "{said}");
}
