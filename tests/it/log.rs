//! What an output that is closed or stuck does to a service: nothing, while it serves.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::http::get;
use crate::process::Start;

/// A running example whose output the test reads as it likes. Dropped, it is killed.
struct Service {
    child: Child,
    address: SocketAddr,
    output: Option<BufReader<ChildStdout>>,
}

impl Service {
    /// Reads the log until it says where it serves, and no further.
    fn start(start: Start) -> Self {
        let start = start.env("RUNA__SERVER__LISTEN", "127.0.0.1:0").env("RUNA__SERVER__DRAIN__DELAY", "0s");
        let mut child =
            start.command().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut address = None;
        let mut line = String::new();
        while !line.contains(" runs in stage ") {
            line.clear();
            assert!(output.read_line(&mut line).unwrap() > 0, "it ended before it served");
            let event: serde_json::Value = serde_json::from_str(&line).unwrap();
            if event["message"] == "service" {
                let url = event["url"].as_str().unwrap();
                address = url.strip_prefix("http://").and_then(|address| address.parse().ok());
            }
        }
        Self { child, address: address.unwrap(), output: Some(output) }
    }

    /// Asks it to end, and returns exit code and standard error.
    fn end(mut self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let deadline = Instant::now() + Duration::from_secs(20);
        while self.child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < deadline, "it never ended");
            thread::sleep(Duration::from_millis(5));
        }
        let mut errors = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        (self.child.wait().unwrap().code(), errors)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_reader_that_goes_away_stops_nothing() {
    let mut service = Service::start(Start::in_stage("orders", "test"));
    drop(service.output.take());
    for _ in 0..20 {
        assert_eq!(get(service.address, "/hello").status, 200);
    }
    let (code, errors) = service.end();
    assert_eq!(code, Some(0), "{errors}");
    assert!(errors.contains("cannot be written to standard output"), "{errors}");
}

#[test]
fn a_reader_that_reads_nothing_stops_nothing_and_the_end_says_what_is_lost() {
    // A small buffer and long paths, so that few requests fill both it and the pipe (64 KiB).
    let start = Start::in_stage("orders", "test")
        .env("RUNA__LOG__BUFFER", "64")
        .env("RUNA__SERVER__DRAIN__GRACE", "500ms")
        .env("RUNA__SERVER__DRAIN__TOTAL", "2s");
    let service = Service::start(start);
    let path = format!("/no-such-route/{}", "x".repeat(900));
    let dropped = || {
        let metrics = get(service.address, "/-/metrics").body;
        metrics.lines().find_map(|line| line.strip_prefix("runa_log_dropped_lines_total ")?.parse::<f64>().ok())
    };
    let deadline = Instant::now() + Duration::from_secs(20);
    while dropped().unwrap() < 1.0 {
        assert!(Instant::now() < deadline, "nothing is dropped");
        assert_eq!(get(service.address, &path).status, 404);
    }
    assert_eq!(get(service.address, "/hello").status, 200);
    let asked = Instant::now();
    let (code, errors) = service.end();
    assert!(asked.elapsed() < Duration::from_secs(6), "{:?}", asked.elapsed());
    assert_eq!(code, Some(2), "{errors}");
    let sentence = "error: provider `log` did not stop in time: standard output takes nothing, up to ";
    assert!(errors.starts_with(sentence) && errors.lines().count() == 1, "{errors}");
}
