//! The process that drains: started on a free port, its log in the stream of events.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::events::{Events, PATIENCE, What};
use super::h1;
use crate::http::get;
use crate::process::Start;

/// The events of the process itself.
pub(crate) const PROCESS: &str = "the process";

/// A running one. Dropped, it is killed.
pub(crate) struct Service {
    child: Child,
    events: Arc<Events>,
    log: Option<JoinHandle<()>>,
    address: SocketAddr,
}

impl Service {
    /// Starts one, and waits until it serves.
    pub(crate) fn start(events: &Arc<Events>, [delay, grace, total]: [Duration; 3], more: &[(&str, &str)]) -> Self {
        let millis = |time: Duration| format!("{}ms", time.as_millis());
        let mut command = Start::in_stage("drain", "test")
            .env("RUNA__SERVER__LISTEN", "127.0.0.1:0")
            .env("RUNA__SERVER__DRAIN__DELAY", &millis(delay))
            .env("RUNA__SERVER__DRAIN__GRACE", &millis(grace))
            .env("RUNA__SERVER__DRAIN__TOTAL", &millis(total))
            // None of these limits is what a drain is about, and a machine may be busy.
            .env("RUNA__SERVER__REQUEST_TIMEOUT", "5m")
            .env("RUNA__SERVER__FIRST_BYTE_TIMEOUT", "5m")
            .env("RUNA__SERVER__HEADER_TIMEOUT", "5m")
            .env("RUNA__SERVER__KEEP_ALIVE", "5m")
            .env("RUNA__LOG__ACCESS__ENABLED", "false")
            .command();
        command.envs(more.iter().copied()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut address = None;
        for line in lines.by_ref() {
            let event: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
            if event["message"] == "service" {
                address = event["url"].as_str().unwrap().strip_prefix("http://").map(|url| url.parse().unwrap());
            }
            if event["message"].as_str().unwrap().contains(" runs in stage ") {
                break;
            }
        }
        let noted = Arc::clone(events);
        let log = thread::spawn(move || {
            for line in lines {
                let event: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
                if event["target"] == "runa" {
                    noted.note(PROCESS, What::Said(event["message"].as_str().unwrap().to_owned()));
                }
            }
        });
        Self { child, events: Arc::clone(events), log: Some(log), address: address.unwrap() }
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until so many requests are under way.
    pub(crate) fn is_busy_with(&self, requests: usize) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let metrics = get(self.address, "/-/metrics").body;
            // One for each method; the lines of help and type name it too.
            let lines = metrics.lines().filter(|line| line.starts_with("http_server_active_requests"));
            let active = lines.filter_map(|line| line.rsplit_once(' ')?.1.parse::<usize>().ok()).sum::<usize>();
            // The one that asks is one more.
            if active == requests + 1 {
                return;
            }
            assert!(Instant::now() < deadline, "{active} requests and not {requests} beside one, in\n{metrics}");
        }
    }

    fn tell(&self, signal: &str) {
        let status = Command::new("kill").arg(signal).arg(self.child.id().to_string()).status().unwrap();
        assert!(status.success());
    }

    pub(crate) fn signal(&self) {
        self.tell("-TERM");
    }

    /// Lets the handlers go that wait for it.
    pub(crate) fn release(&mut self) {
        self.child.stdin.as_mut().unwrap().write_all(b"go\n").unwrap();
    }

    /// Waits for the end, and for all that it has said.
    pub(crate) fn wait(&mut self) {
        let code = self.child.wait().unwrap().code();
        self.log.take().unwrap().join().unwrap();
        self.events.note(PROCESS, What::Ended(code));
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks for readiness, each time on a new connection, until one is refused. Each that is made is answered, and from the moment at which
/// readiness fails each answer asks to close.
pub(crate) fn probe(who: &'static str, address: SocketAddr, events: &Arc<Events>) -> JoinHandle<()> {
    let events = Arc::clone(events);
    thread::spawn(move || {
        let mut ready = true;
        // When the listener closes it ignores attempts for a moment; that is a refusal too, and must not be waited for.
        while let Ok(socket) = TcpStream::connect_timeout(&address, Duration::from_millis(100)) {
            let mut client = h1::Client::on(socket, who, &events);
            client.ask("/-/ready");
            let (status, closes, _) = client.head().expect("a connection that was made is answered");
            assert!(status == 200 && ready || status == 503 && closes, "{status}, {closes}");
            if ready && status == 503 {
                ready = false;
                events.note(who, What::NotReady);
            }
        }
        events.note(who, What::Refused);
    })
}
