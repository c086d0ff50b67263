//! The examples in each of their stages: they start, answer, tell how they are, and end.

use std::net::TcpListener;
use std::process::{Command, Stdio};

use crate::http::{get, request};
use crate::process::Start;
use crate::redis::Redis;

const STAGES: [&str; 3] = ["dev", "test", "prod"];

/// With what stage `prod` takes from its surroundings: `redis`, and secrets.
fn orders(stage: &str, redis: &Redis) -> Start {
    let start = Start::in_stage("orders", stage)
        .env("RUNA__SERVER__LISTEN", "127.0.0.1:0")
        .env("RUNA__SERVER__DRAIN__DELAY", "0s");
    if stage == "prod" { start.production(redis) } else { start }
}

#[test]
fn orders_answers_in_every_stage_and_ends_cleanly() {
    let redis = Redis::start();
    for (stage, installed) in STAGES.into_iter().zip([
        &["log", "observe", "queue", "audit", "cluster", "console"][..],
        &["log", "observe", "audit"],
        &["log", "observe", "queue", "audit", "cluster", "console"],
    ]) {
        let process = orders(stage, &redis).spawn();
        let addresses = process.addresses();
        let (service, admin) = (addresses.service.unwrap(), addresses.operators.unwrap());
        assert_eq!(addresses.stage, stage);
        assert_eq!(addresses.installed, installed);
        assert_eq!((addresses.ready, addresses.metrics), (Some(admin), Some(admin)), "the log names each URL");
        assert_eq!(service == admin, stage != "prod", "{addresses:?}");

        let hello = get(service, "/hello");
        assert_eq!((hello.status, hello.body.as_str()), (200, "hello"));
        assert_eq!(hello.header("x-request-id").map(str::len), Some(32));

        let order = r#"{"item":"tea","quantity":2,"password":"canary-7391"}"#;
        let created = request(service, "POST", "/orders", &[("content-type", "application/json")], order);
        assert_eq!((created.status, created.body.as_str()), (201, r#"{"id":1,"item":"tea","quantity":2}"#));
        assert_eq!(get(service, "/orders/1").body, r#"{"id":1,"item":"tea","quantity":2}"#);
        assert_eq!(get(service, "/orders/2").status, 404);
        assert_eq!(get(service, "/slow?ms=1").body, "slept 1ms");
        assert_eq!(get(service, "/panic").status, 500);
        assert_eq!(get(service, "/no-such-route").status, 404);

        for probe in ["/-/health", "/-/ready", "/-/started"] {
            assert_eq!(get(admin, probe).status, 200, "{probe}");
            assert_eq!(get(service, probe).status, 200, "{probe} on the listener of the service");
        }
        let checks: &[&str] = match stage {
            "dev" => &["queue", "audit"],
            "test" => &["audit"],
            _ => &["queue", "audit", "cluster"],
        };
        let ready: serde_json::Value = serde_json::from_str(&get(admin, "/-/ready").body).unwrap();
        let names: Vec<_> = ready["checks"].as_array().unwrap().iter().map(|check| &check["name"]).collect();
        assert_eq!(names, checks);
        let about = ["phase", "service", "stage", "status", "version"].map(|what| ready[what].as_str().unwrap());
        assert_eq!(about, ["running", "orders", stage, "pass", "0.1.0"]);
        let metrics = get(admin, "/-/metrics").body;
        for (route, status, count) in [
            ("/hello", 200, 1),
            ("/orders/{id}", 200, 1),
            ("/orders/{id}", 404, 1),
            ("/panic", 500, 1),
            ("unmatched", 404, 1),
        ] {
            let series = format!(
                r#"http_server_request_duration_seconds_count{{http_request_method="GET",http_route="{route}",http_response_status_code="{status}"}} {count}"#
            );
            assert!(metrics.contains(&series), "no {series} in\n{metrics}");
        }

        process.signal("TERM");
        let ended = process.end();
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(
            !ended.stdout.contains("canary-7391") && !ended.stderr.contains("canary-7391"),
            "the password is in the log"
        );
        let lines: Vec<serde_json::Value> =
            ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let access: Vec<_> = lines.iter().filter(|line| line["target"] == "http").collect();
        let of = |path: &str| access.iter().filter(|line| line["path"] == path).count();
        assert_eq!(
            (of("/hello"), of("/panic"), of("/no-such-route"), of("/-/ready")),
            (1, 1, 1, 0),
            "{}",
            ended.stdout
        );
        assert!(
            lines.iter().any(|line| line["level"] == "ERROR" && line.to_string().contains("on purpose")),
            "{}",
            ended.stdout
        );
    }
}

#[test]
fn production_shows_metrics_only_to_operators() {
    let redis = Redis::start();
    let process = orders("prod", &redis).spawn();
    let addresses = process.addresses();
    assert_eq!(get(addresses.operators.unwrap(), "/-/metrics").status, 200);
    assert_eq!(get(addresses.service.unwrap(), "/-/metrics").status, 404);
    assert_eq!(get(addresses.operators.unwrap(), "/hello").status, 404);
}

#[test]
fn metrics_pass_promtool() {
    let process = orders("test", &Redis::away()).spawn();
    let address = process.addresses().service.unwrap();
    get(address, "/hello");
    let metrics = get(address, "/-/metrics").body;
    let mut promtool = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("promtool, which scripts/test installs");
    std::io::Write::write_all(promtool.stdin.as_mut().unwrap(), metrics.as_bytes()).unwrap();
    let out = promtool.wait_with_output().unwrap();
    assert!(
        out.status.success(),
        "{}{}\n{metrics}",
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    );
}

#[test]
fn the_smallest_service_answers() {
    let process = Start::in_stage("hello", "prod")
        .env("RUNA__SERVER__LISTEN", "127.0.0.1:0")
        .env("RUNA__SERVER__DRAIN__DELAY", "0s")
        .spawn();
    let address = process.addresses().service.unwrap();
    assert_eq!(get(address, "/").body, "hello\n");
    assert_eq!(get(address, "/-/ready").status, 200);
    process.signal("INT");
    assert_eq!(process.end().code, Some(0));
}

#[test]
fn a_worker_serves_only_operators() {
    for stage in ["dev", "prod"] {
        let process = Start::in_stage("worker", stage)
            .env("RUNA__SERVER__ADMIN", "127.0.0.1:0")
            .env("RUNA__SERVER__DRAIN__DELAY", "0s")
            .spawn();
        let addresses = process.addresses();
        assert_eq!(addresses.service, None);
        let admin = addresses.operators.unwrap();
        assert_eq!(get(admin, "/-/ready").status, 200);
        assert!(get(admin, "/-/metrics").body.contains("process_"));
        process.signal("TERM");
        let ended = process.end();
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(ended.stdout.contains("\"message\":\"done\""), "{}", ended.stdout);
    }
}

#[test]
fn a_debug_build_without_a_stage_runs_the_default_one() {
    let process =
        Start::of("orders").env("RUNA__LOG__FORMAT", "json").env("RUNA__SERVER__LISTEN", "127.0.0.1:0").spawn();
    assert_eq!(process.addresses().stage, "dev");
}

#[test]
fn an_unknown_stage_ends_with_78_and_the_list() {
    let ended = Start::in_stage("orders", "prdo").spawn().end();
    assert_eq!(ended.code, Some(78), "{ended:?}");
    assert!(ended.stderr.contains("`prdo`") && ended.stderr.contains("`prod`"), "{}", ended.stderr);
    assert!(STAGES.iter().all(|stage| ended.stderr.contains(stage)), "{}", ended.stderr);
    assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
}

#[test]
fn every_wrong_override_is_reported_at_once() {
    let ended = Start::in_stage("orders", "test")
        .env("RUNA__OBSERVE__TIMEUOT", "5s")
        .env("RUNA__OBSERVE__TIMEOUT", "5")
        .env("RUNA__OBSERVE__MOUNT", "/x")
        .env("RUNA__SERVER__DRAIN__TOTAL", "5y")
        .spawn()
        .end();
    assert_eq!(ended.code, Some(78), "{ended:?}");
    for words in [
        "RUNA__OBSERVE__TIMEUOT",
        "RUNA__OBSERVE__TIMEOUT",
        "`5s`",
        "RUNA__OBSERVE__MOUNT",
        "RUNA__SERVER__DRAIN__TOTAL",
    ] {
        assert!(ended.stderr.contains(words), "no {words} in:\n{}", ended.stderr);
    }
}

#[test]
fn a_file_of_overrides_that_cannot_be_read_is_said() {
    let missing = std::env::temp_dir().join("no-such-folder-of-runa").join("overrides");
    // A folder stands for a file without permission, which the root of a container reads all the same.
    for file in [missing, std::env::temp_dir()] {
        let file = file.to_str().unwrap();
        let ended = Start::in_stage("orders", "test").env("RUNA_OVERRIDES", file).spawn().end();
        assert_eq!(ended.code, Some(78), "{ended:?}");
        for words in [file, "RUNA_OVERRIDES", "R0907"] {
            assert!(ended.stderr.contains(words), "no {words} in:\n{}", ended.stderr);
        }
    }
}

#[test]
fn a_rule_holds_for_overridden_values_too() {
    let ended = Start::in_stage("orders", "test")
        .env("RUNA__OBSERVE__DEBUG", "true")
        .env("RUNA__SERVER__ADMIN", "0.0.0.0:0")
        .spawn()
        .end();
    assert_eq!(ended.code, Some(78), "{ended:?}");
    assert!(ended.stderr.contains("R0501") && ended.stderr.contains("RUNA__OBSERVE__DEBUG"), "{}", ended.stderr);
}

#[test]
fn an_address_in_use_is_one_plain_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = Start::in_stage("orders", "test").env("RUNA__SERVER__LISTEN", &address).spawn().end();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let sentences: Vec<_> = ended.stderr.lines().filter(|line| !line.trim().is_empty()).collect();
    assert_eq!(sentences.len(), 1, "{}", ended.stderr);
    assert!(sentences[0].contains(&address) && sentences[0].contains("in use"), "{}", ended.stderr);
}
