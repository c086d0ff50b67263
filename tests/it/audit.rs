//! Audit of `orders` as a process: what is recorded reaches the log and the file, whatever ends the process.

use std::collections::HashSet;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::http::{connect, get, request};
use crate::process::{CONSOLE_TOKEN, Process, Start};
use crate::redis::Redis;

const JSON: (&str, &str) = ("content-type", "application/json");
const ORDER: &str = r#"{"item":"tea","quantity":2,"password":"canary-4410"}"#;

/// A file of its own for the records, gone with the test.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("runa-orders-audit-{name}-{}", std::process::id()));
        // Of an earlier run.
        let _ = std::fs::remove_dir_all(&folder);
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.join("audit.jsonl")
    }

    fn records(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.path()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line:?}"))).collect()
    }

    /// Stage `prod`, which writes to this file before a response goes out.
    fn production(&self) -> Start {
        Start::in_stage("orders", "prod")
            .production(&Redis::away())
            .env("RUNA__AUDIT__FILE__PATH", self.path().to_str().unwrap())
            .env("RUNA__SERVER__DRAIN__DELAY", "0s")
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // It may not have been made.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Stage `test`, which writes to the log.
fn to_the_log() -> Start {
    Start::in_stage("orders", "test").env("RUNA__SERVER__LISTEN", "127.0.0.1:0").env("RUNA__SERVER__DRAIN__DELAY", "0s")
}

fn of_log(output: &str) -> Vec<Value> {
    let lines = output.lines().map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("{line:?}")));
    lines.filter(|line| line["target"] == "audit").collect()
}

/// Posts orders from several threads until told to stop, and keeps the ids of the requests whose responses were seen.
struct Load {
    stop: Arc<AtomicBool>,
    seen: Arc<Mutex<HashSet<String>>>,
    threads: Vec<thread::JoinHandle<()>>,
}

impl Load {
    fn start(address: SocketAddr) -> Self {
        let (stop, seen) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(HashSet::new())));
        let threads = (0..8)
            .map(|_| {
                let (stop, seen) = (Arc::clone(&stop), Arc::clone(&seen));
                thread::spawn(move || while !stop.load(Ordering::Relaxed) && post(address, &seen).is_some() {})
            })
            .collect();
        Self { stop, seen, threads }
    }

    fn wait(&self, count: usize) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while self.seen.lock().unwrap().len() < count {
            assert!(Instant::now() < deadline, "no load");
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// The ids of all responses that were seen.
    fn end(self) -> HashSet<String> {
        self.stop.store(true, Ordering::Relaxed);
        for one in self.threads {
            one.join().unwrap();
        }
        self.seen.lock().unwrap().clone()
    }
}

/// One order on a connection of its own; `None` when the process has gone.
fn post(address: SocketAddr, seen: &Mutex<HashSet<String>>) -> Option<()> {
    let mut stream = std::net::TcpStream::connect(address).ok()?;
    let length = ORDER.len();
    let head = format!(
        "POST /orders HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{ORDER}"
    );
    stream.write_all(head.as_bytes()).ok()?;
    let mut answer = Vec::new();
    // A reset after the answer takes nothing of it back.
    let _ = std::io::Read::read_to_end(&mut stream, &mut answer);
    let answer = String::from_utf8(answer).unwrap();
    let (_, id) = answer.split_once("\r\nx-request-id: ")?;
    // 503 where the order cannot be queued, because Redis is away: that is recorded, too.
    assert!(["HTTP/1.1 201 ", "HTTP/1.1 503 "].iter().any(|status| answer.starts_with(status)), "{answer}");
    seen.lock().unwrap().insert(id.lines().next()?.to_owned());
    Some(())
}

fn ids(records: &[Value]) -> HashSet<String> {
    records.iter().filter_map(|record| record["request_id"].as_str()).map(str::to_owned).collect()
}

/// Every number once, from 1 on.
fn assert_no_hole(records: &[Value]) {
    let mut numbers: Vec<u64> = records.iter().filter_map(|record| record["seq"].as_u64()).collect();
    numbers.sort_unstable();
    assert!(numbers.iter().copied().eq(1..=numbers.len() as u64), "{numbers:?}");
}

#[test]
fn every_way_to_end_is_in_the_log_once() {
    let process =
        to_the_log().env("RUNA__AUDIT__METHODS", "GET,POST,DELETE").env("RUNA__SERVER__REQUEST_TIMEOUT", "2s").spawn();
    let service = process.addresses().service.unwrap();
    let big = "x".repeat(3_000_000);
    for (method, path, headers, body, status) in [
        ("POST", "/orders", &[JSON, ("x-user", "ann")][..], ORDER, 201),
        ("POST", "/orders", &[JSON, ("x-user", "mallory")], ORDER, 401),
        ("GET", "/orders/9", &[], "", 404),
        ("DELETE", "/nowhere", &[], "", 404),
        ("DELETE", "/orders", &[], "", 405),
        ("POST", "/orders", &[JSON], "nonsense", 400),
        ("POST", "/panic", &[], "", 500),
        ("GET", "/slow?ms=60000", &[], "", 503),
    ] {
        assert_eq!(request(service, method, path, headers, body).status, status, "{method} {path}");
    }
    let mut stream = connect(service);
    let head =
        format!("POST /orders HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", big.len());
    stream.write_all(head.as_bytes()).unwrap();
    assert_eq!(crate::http::read(&mut stream).status, 413);
    let active = || {
        let metrics = get(service, "/-/metrics").body;
        let counts = metrics.lines().filter(|line| line.starts_with("http_server_active_requests{"));
        counts.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok()).sum::<f64>()
    };
    let before = active();
    let mut stream = connect(service);
    stream.write_all(b"GET /slow?ms=50000 HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while active() <= before {
        assert!(Instant::now() < deadline, "its handler runs");
    }
    drop(stream);
    process.line("the client that left", |line| line.contains(r#""target":"audit""#) && line.contains("client_gone"));
    process.signal("TERM");
    let ended = process.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let records = of_log(&ended.stdout);
    assert_no_hole(&records);
    let told: Vec<_> = records
        .iter()
        .map(|record| {
            let text = |name: &str| record[name].as_str().unwrap_or_default();
            (record["status"].as_u64(), text("outcome"), text("action"), record["actor"]["id"].as_str())
        })
        .collect();
    assert_eq!(
        told,
        [
            (Some(201), "answered", "order.create", Some("ann")),
            (Some(401), "answered", "", Some("mallory")),
            (Some(404), "answered", "", None),
            (Some(404), "answered", "", None),
            (Some(405), "answered", "", None),
            (Some(400), "answered", "order.create", None),
            (Some(500), "panicked", "", None),
            (Some(503), "timed_out", "", None),
            (Some(413), "refused", "", None),
            (None, "client_gone", "", None),
        ]
    );
    assert!(records.iter().all(|record| record["level"] == "INFO" && record["message"] == "audit"));
    assert!(records.iter().all(|record| record["stage"] == "test" && record["client"] == "127.0.0.1"));
}

#[test]
fn no_response_of_sync_outlives_its_record_when_the_process_is_killed() {
    for round in 0..5 {
        let file = File::new(&format!("killed-{round}"));
        let mut process = Some(file.production().spawn());
        let service = process.as_ref().map(Process::addresses).unwrap().service.unwrap();
        let load = Load::start(service);
        load.wait(40 + 37 * round);
        process.as_ref().unwrap().signal("KILL");
        drop(process.take());
        let seen = load.end();
        let text = std::fs::read_to_string(file.path()).unwrap();
        // The last line may be torn: no response has gone out for it.
        let whole = &text[..text.rfind('\n').map_or(0, |at| at + 1)];
        let records: Vec<Value> = whole.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let lost: Vec<_> = seen.difference(&ids(&records)).cloned().collect();
        assert!(lost.is_empty(), "{} of {} responses have no record: {lost:?}", lost.len(), seen.len());
        assert_no_hole(&records);
        // Killed in the middle of a line, the next start mends the file and says so.
        std::fs::OpenOptions::new().append(true).open(file.path()).unwrap().write_all(b"{\"time\":\"2026").unwrap();
        let process = file.production().spawn();
        let service = process.addresses().service.unwrap();
        request(service, "POST", "/orders", &[JSON], ORDER);
        process.signal("TERM");
        assert_eq!(process.end().code, Some(0));
        let repaired = file.records().into_iter().find(|record| record["action"] == "audit.repaired").unwrap();
        assert!(repaired["meta"]["bytes"].as_u64() >= Some(13), "{repaired}");
        assert!(!std::fs::read_to_string(file.path()).unwrap().contains("canary"));
    }
}

#[test]
fn a3_no_record_is_lost_when_the_process_is_told_to_end() {
    let process = to_the_log().spawn();
    let service = process.addresses().service.unwrap();
    let load = Load::start(service);
    load.wait(300);
    process.signal("TERM");
    let seen = load.end();
    let ended = process.end();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let records = of_log(&ended.stdout);
    assert!(seen.len() >= 300 && seen.is_subset(&ids(&records)));
    assert_no_hole(&records);
}

#[test]
fn no_canary_is_in_any_place_that_a_process_writes_to() {
    let file = File::new("canaries");
    let process = file.production().spawn();
    let service = process.addresses().service.unwrap();
    let long = format!(r#"{{"item":"{}","quantity":1,"password":"canary-1"}}"#, "x".repeat(20_000));
    let cut = r#"{"item":"tea","quantity":2,"password":"canary-2"#;
    for (kind, body) in [
        (
            "application/json",
            r#"{"item":"tea","quantity":2,"password":"canary-3","deep":[{"userToken":{"a":["canary-4"]}}]}"#,
        ),
        ("APPLICATION/JSON;charset=utf-8", r#"{"item":"tea","quantity":2,"password":"canary-5"}"#),
        ("application/json", &long),
        ("application/json", cut),
        ("application/json", r#"[{"api_key":"canary-6"}]"#),
        ("application/x-www-form-urlencoded", "password=canary-7"),
        (
            "multipart/form-data; boundary=b",
            "--b\r\ncontent-disposition: form-data; name=\"password\"\r\n\r\ncanary-8\r\n--b--",
        ),
        ("text/plain", "canary-9"),
    ] {
        let headers = [("content-type", kind), ("authorization", "Bearer canary-10"), ("cookie", "session=canary-11")];
        request(service, "POST", "/orders?access_token=canary-12&page=1", &headers, body);
    }
    process.signal("TERM");
    let ended = process.end();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let records = file.records();
    assert_eq!(records.len(), 8);
    for text in [&ended.stdout, &ended.stderr, &std::fs::read_to_string(file.path()).unwrap()] {
        assert!(!text.contains("canary"), "{text}");
    }
    assert!(
        records
            .iter()
            .all(|record| record["input"]["query"] == serde_json::json!({"access_token": "***", "page": "1"}))
    );
    assert_eq!(records[0]["input"]["body"]["password"], "***");
    assert_eq!(records[2]["input"]["body"]["length"], long.len());
    let hash = records[2]["input"]["body"]["hmac"].as_str().unwrap();
    assert_eq!(hash.len(), 64);
}

#[test]
fn a_file_that_cannot_be_had_ends_the_start_with_its_name() {
    let file = File::new("denied");
    std::fs::write(&file.0, "a file where a folder should be").unwrap();
    let ended = file.production().spawn().end();
    std::fs::remove_file(&file.0).unwrap();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    for words in ["`audit` cannot open its file", file.path().to_str().unwrap(), "RUNA__AUDIT__FILE__PATH"] {
        // In the log, which was there before.
        assert!(ended.stdout.contains(words), "{ended:?}");
    }
}

#[test]
fn who_signs_in_to_the_console_is_recorded_on_either_listener_and_never_with_what() {
    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
    let wanted = |record: &Value| {
        let action = record["action"] == "console.sign_in";
        assert!(!action || record["input"].is_null() && record["client"] == "127.0.0.1", "{record}");
        action.then(|| (record["status"].as_u64(), record["error"].as_str().map(str::to_owned)))
    };
    let refused = (Some(403), Some("That is not the token.".to_owned()));

    let file = File::new("console");
    let process = file.production().spawn();
    let operators = process.addresses().operators.unwrap();
    for token in ["canary-wrong", CONSOLE_TOKEN] {
        request(operators, "POST", "/_console/sign-in", &[FORM], &format!("token={token}"));
    }
    let text = std::fs::read_to_string(file.path()).unwrap();
    assert_eq!(file.records().iter().filter_map(wanted).collect::<Vec<_>>(), [refused.clone(), (Some(303), None)]);
    assert!(!text.contains("canary-wrong") && !text.contains(CONSOLE_TOKEN), "{text}");

    let start =
        Start::in_stage("orders", "dev").env("RUNA__SERVER__LISTEN", "127.0.0.1:0").env("RUNA__LOG__FORMAT", "json");
    let process = start.spawn();
    request(process.addresses().service.unwrap(), "POST", "/_console/sign-in", &[FORM], "token=canary-wrong");
    process.signal("TERM");
    let ended = process.end();
    assert_eq!(of_log(&ended.stdout).iter().filter_map(wanted).collect::<Vec<_>>(), [refused]);
    assert!(!ended.stdout.contains("canary-wrong"), "{}", ended.stdout);
}

#[test]
fn metrics_and_readiness_tell_of_audit() {
    let file = File::new("metrics");
    let process = file.production().spawn();
    let addresses = process.addresses();
    let service = addresses.service.unwrap();
    for _ in 0..3 {
        request(service, "POST", "/orders", &[JSON], ORDER);
    }
    let metrics = get(addresses.operators.unwrap(), "/-/metrics").body;
    for series in [
        r#"runa_audit_records_total{writer="file",outcome="written"} 3"#,
        r#"runa_audit_waiting_records{writer="file"} 0"#,
        r#"runa_audit_write_seconds_count{writer="file"} 3"#,
        "runa_audit_sync_seconds_count 3",
        "runa_audit_unsafe_responses_total 0",
    ] {
        assert!(metrics.contains(series), "no {series} in\n{metrics}");
    }
    assert!(get(addresses.operators.unwrap(), "/-/ready").body.contains(r#""name":"audit""#));
}

#[test]
fn a_writer_that_takes_nothing_ends_in_exit_code_2_that_names_audit() {
    let start = to_the_log()
        .env("RUNA__LOG__BUFFER", "64")
        .env("RUNA__AUDIT__WRITE_TIMEOUT", "10ms")
        .env("RUNA__AUDIT__BUFFER", "10")
        .env("RUNA__SERVER__DRAIN__GRACE", "300ms")
        .env("RUNA__SERVER__DRAIN__TOTAL", "2s");
    let mut child = start.command().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut output = std::io::BufReader::new(child.stdout.take().unwrap());
    let service: SocketAddr = loop {
        let mut line = String::new();
        assert!(std::io::BufRead::read_line(&mut output, &mut line).unwrap() > 0);
        let event: Value = serde_json::from_str(&line).unwrap();
        if event["message"] == "service" {
            break event["url"].as_str().unwrap().strip_prefix("http://").unwrap().parse().unwrap();
        }
    };
    // From here on nobody reads the log.
    let path = format!("/nowhere/{}", "x".repeat(900));
    let waiting = || {
        let metrics = get(service, "/-/metrics").body;
        metrics
            .lines()
            .find_map(|line| line.strip_prefix(r#"runa_audit_waiting_records{writer="log"} "#)?.parse::<f64>().ok())
    };
    let deadline = Instant::now() + Duration::from_secs(30);
    while waiting().unwrap() < 5.0 {
        assert!(Instant::now() < deadline, "nothing waits");
        assert_eq!(request(service, "POST", &path, &[], "").status, 404);
    }
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    while child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < deadline + Duration::from_secs(20), "it never ended");
        thread::sleep(Duration::from_millis(5));
    }
    let ended = child.wait_with_output().unwrap();
    let errors = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(2), "{errors}");
    assert!(errors.contains("error: `audit` has "), "{errors}");
    assert_eq!(errors.matches("records that `log` did not take").count(), 1, "{errors}");
}
