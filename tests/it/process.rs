//! An example as a process: started on free ports, watched by its output, ended by its own process id.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use crate::redis::Redis;

/// What signs in to the console of stage `prod`.
pub(crate) const CONSOLE_TOKEN: &str = "canary-token-8846";

/// How long a test waits for what must happen at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// All of them.
const EXAMPLES: [&str; 6] = ["custom-provider", "drain", "embedding", "hello", "orders", "worker"];

/// Builds the examples once, as README's first command does, and says where one lies.
fn binary(example: &str) -> PathBuf {
    static BUILT: OnceLock<()> = OnceLock::new();
    BUILT.get_or_init(|| {
        let status = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--offline"])
            .args(EXAMPLES.iter().flat_map(|example| ["--example", example]))
            .args(["--bin", "library", "--bin", "embedded"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .unwrap();
        assert!(status.success());
    });
    // This test lies in target/debug/deps.
    let built = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned();
    let example = built.join("examples").join(example);
    // One that is a library and a binary lies beside them.
    if example.exists() { example } else { built.join(example.file_name().unwrap()) }
}

/// Which example to start, and with what around it.
pub(crate) struct Start {
    command: Command,
}

impl Start {
    /// An example with nothing of runa in its environment.
    pub(crate) fn of(example: &str) -> Self {
        let mut command = Command::new(binary(example));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("RUNA")) {
            command.env_remove(name);
        }
        command.env("RUST_BACKTRACE", "0");
        Self { command }
    }

    /// In a stage, on free ports.
    pub(crate) fn in_stage(example: &str, stage: &str) -> Self {
        Self::of(example).env("RUNA_STAGE", stage).env("RUNA__LOG__FORMAT", "json")
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn arg(mut self, value: &str) -> Self {
        self.command.arg(value);
        self
    }

    /// Stage `prod` of `orders`: on free ports, with what it takes from its surroundings.
    pub(crate) fn production(self, redis: &Redis) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("runa-orders-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let audit = std::env::temp_dir().join(name).join("audit.jsonl");
        self.env("RUNA__SERVER__LISTEN", "127.0.0.1:0")
            .env("RUNA__SERVER__ADMIN", "127.0.0.1:0")
            .env("RUNA__AUDIT__FILE__PATH", audit.to_str().unwrap())
            .env("REDIS_URL", &redis.url())
            .env("AUDIT_KEY", "canary-key-5120")
            .env("CONSOLE_TOKEN", CONSOLE_TOKEN)
    }

    /// Started by another program, in whose place it runs.
    pub(crate) fn under(self, wrapper: &[&str]) -> Self {
        let mut command = Command::new(wrapper[0]);
        command.args(&wrapper[1..]).arg(self.command.get_program());
        for (name, value) in self.command.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        Self { command }
    }

    /// The command itself, for a test that treats its output in a way of its own.
    pub(crate) fn command(self) -> Command {
        self.command
    }

    pub(crate) fn spawn(mut self) -> Process {
        let mut child =
            self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let output = Arc::new(Mutex::new(String::new()));
        let (sender, lines) = channel();
        let stdout = child.stdout.take().unwrap();
        let kept = Arc::clone(&output);
        let reader = thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let mut kept = kept.lock().unwrap();
                kept.push_str(&line);
                kept.push('\n');
                // A test that has seen enough no longer listens.
                let _ = sender.send(line);
            }
        });
        let mut stderr = child.stderr.take().unwrap();
        let errors = thread::spawn(move || {
            let mut text = String::new();
            // What is not UTF-8 is no message of ours.
            let _ = std::io::Read::read_to_string(&mut stderr, &mut text);
            text
        });
        Process { child, lines, output, readers: Some((reader, errors)) }
    }
}

/// A running example. Dropped, it is killed.
pub(crate) struct Process {
    child: Child,
    lines: Receiver<String>,
    output: Arc<Mutex<String>>,
    readers: Option<(thread::JoinHandle<()>, thread::JoinHandle<String>)>,
}

/// How a process ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Process {
    /// Waits for a line of its output that `wanted` accepts.
    pub(crate) fn line(&self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) if wanted(&line) => return line,
                Ok(_) => {}
                Err(end) => panic!("no line with {what} ({end}) in:\n{}", self.output.lock().unwrap()),
            }
        }
    }

    /// Waits until it serves, and says where, as its log has said.
    pub(crate) fn addresses(&self) -> Addresses {
        self.line("what runs", |line| line.contains(" runs in stage "));
        let log = self.output.lock().unwrap().clone();
        let events: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let url = |what: &str| events.iter().find(|event| event["message"] == what)?["url"].as_str();
        let find = |what: &str| url(what)?.strip_prefix("http://")?.split('/').next()?.parse::<SocketAddr>().ok();
        let stage = events.iter().find_map(|event| event["stage"].as_str()).unwrap().to_owned();
        let installed = events
            .iter()
            .filter(|event| event["message"] == "installed")
            .map(|event| event["provider"].as_str().unwrap().to_owned())
            .collect();
        Addresses {
            service: find("service"),
            operators: find("health"),
            console: url("console").map(str::to_owned),
            ready: find("ready"),
            metrics: find("metrics"),
            stage,
            installed,
        }
    }

    /// Its id, for what the system says of it.
    #[cfg(target_os = "linux")]
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has written so far.
    #[cfg(target_os = "linux")]
    pub(crate) fn output(&self) -> String {
        self.output.lock().unwrap().clone()
    }

    /// Waits until it serves, and says where: each URL, or address without one, of the service and of the operators.
    pub(crate) fn urls(&self) -> Vec<String> {
        self.line("what runs", |line| line.contains(" runs in stage "));
        let log = self.output.lock().unwrap().clone();
        let events = log.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let listens = events.filter(|event| event["message"] == "service" || event["message"] == "admin");
        listens.map(|event| event["url"].as_str().or(event["address"].as_str()).unwrap().to_owned()).collect()
    }

    /// Whether it has not ended yet.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Sends a signal by its name.
    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status().unwrap();
        assert!(status.success());
    }

    /// Waits for the end.
    pub(crate) fn end(mut self) -> Ended {
        let deadline = Instant::now() + PATIENCE;
        let status: ExitStatus = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < deadline, "still running, after:\n{}", self.output.lock().unwrap());
            thread::sleep(Duration::from_millis(5));
        };
        let (reader, errors) = self.readers.take().unwrap();
        reader.join().unwrap();
        let stderr = errors.join().unwrap();
        let stdout = self.output.lock().unwrap().clone();
        Ended { code: status.code(), stdout, stderr }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where a process listens.
#[derive(Debug)]
pub(crate) struct Addresses {
    pub(crate) service: Option<SocketAddr>,
    pub(crate) operators: Option<SocketAddr>,
    /// Where the console lets its reader in.
    pub(crate) console: Option<String>,
    pub(crate) ready: Option<SocketAddr>,
    pub(crate) metrics: Option<SocketAddr>,
    pub(crate) stage: String,
    pub(crate) installed: Vec<String>,
}
