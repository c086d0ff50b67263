//! What a start makes of its surroundings: each value that is missing or wrong, with where it comes from, all at once; and what
//! overrides change.

use std::path::PathBuf;

use crate::http::get;
use crate::process::{Ended, Start};
use crate::redis::Redis;
use crate::tidy::{read, root};

/// A file with overrides, gone with the test.
struct Overrides(PathBuf);

impl Overrides {
    fn new(name: &str, lines: &str) -> Self {
        let file = std::env::temp_dir().join(format!("runa-overrides-{}-{name}", std::process::id()));
        std::fs::write(&file, lines).unwrap();
        Self(file)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Overrides {
    fn drop(&mut self) {
        // A file that is left behind harms nobody.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Ended with 78 before anything was installed, and said all of `words`.
fn refused(ended: &Ended, words: &[&str]) {
    assert_eq!(ended.code, Some(78), "{ended:?}");
    for word in words {
        assert!(ended.stderr.contains(word), "no {word} in:\n{}", ended.stderr);
    }
    assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
}

/// Where the manifest of `orders` writes `what` in the stage `prod`, as messages name it.
fn place(provider: &str, what: &str) -> String {
    let manifest = read(&root().join("examples/orders/ops.yaml"));
    let (number, line) = manifest
        .lines()
        .enumerate()
        .skip_while(|(_, line)| !line.starts_with("  prod:"))
        .find(|(_, line)| line.trim_start().starts_with(&format!("- {provider}:")))
        .unwrap();
    format!("ops.yaml:{}:{}", number + 1, line.find(&format!("{what}:")).unwrap() + 1)
}

#[test]
fn production_without_its_variables_names_each_the_setting_that_wants_it_and_its_line() {
    let ended = Start::in_stage("orders", "prod").spawn().end();
    let wanted = [
        ("queue", "url", "queue.redis.url", "REDIS_URL"),
        ("audit", "key", "audit.file.key", "AUDIT_KEY"),
        ("cluster", "url", "cluster.redis.url", "REDIS_URL"),
        ("console", "token", "console.token", "CONSOLE_TOKEN"),
    ];
    for (provider, key, setting, variable) in wanted {
        let said = format!(
            "error: `{setting}` needs the variable `{variable}`, which is not set, in stage `prod` [R0903]\n  --> {}, the variable `{variable}`\n   = help: set `{variable}`\n",
            place(provider, key)
        );
        refused(&ended, &[&said]);
    }
    refused(&ended, &["`orders` has not started: 4 errors"]);
    assert_eq!(ended.stdout, "", "nothing was installed");
}

#[test]
fn everything_that_is_wrong_is_said_together_each_with_where_it_comes_from() {
    let file = Overrides::new("wrong", "# tuned\nRUNA__SERVER__DRAIN__GRACE=40s\nRUNA__LOG__BUFFER=3\n");
    let listen = place("console", "token");
    let ended = Start::in_stage("orders", "prod")
        .env("RUNA_OVERRIDES", file.path())
        .env("RUNA__OBSERVE__DEBUG", "true")
        .env("RUNA__OBSERVE__TIMEOUT", "5")
        .env("RUNA__OBSERVE__REFESH", "1s")
        .env("RUNA__OBSERVE__MOUNT", "/x")
        .env("RUNA__SERVER__ADMIN", "0.0.0.0:8080")
        .env("AUDIT_KEY", "canary-key-5120")
        .env("CONSOLE_TOKEN", "canary")
        .spawn()
        .end();
    let from_file = |line: usize, name: &str| format!("--> {}:{line}, `{name}`", file.path());
    refused(
        &ended,
        &[
            // missing
            "`queue.redis.url` needs the variable `REDIS_URL`",
            "`cluster.redis.url` needs the variable `REDIS_URL`",
            // wrong, unknown, fixed
            "`5` is no value of `observe.timeout`, in stage `prod` [R0904]\n  --> the variable `RUNA__OBSERVE__TIMEOUT`",
            "`3` is out of range for `log.buffer`, in stage `prod` [R0904]",
            &from_file(3, "RUNA__LOG__BUFFER"),
            "did you mean `RUNA__OBSERVE__REFRESH`?",
            "`observe.mount` cannot be changed at start: it is fixed when the program is built [R0906]",
            // rules, on what holds now
            "[R0504]\n  --> the variable `RUNA__OBSERVE__DEBUG` (`observe.debug` is `true`)",
            "[R0502]\n  --> the variable `RUNA__SERVER__ADMIN` (`server.admin` is `0.0.0.0:8080`)",
            "(`server.listen` is `0.0.0.0:8080`): `listen` is here",
            &format!("[R0505]\n  {} (`server.drain.grace` is `40s`)", from_file(2, "RUNA__SERVER__DRAIN__GRACE")),
            &format!("[R0510]\n  --> {listen}, the variable `CONSOLE_TOKEN` (`console.token` is `***`)"),
            "`orders` has not started: 10 errors",
        ],
    );
    assert!(!ended.stderr.contains("canary"), "{}", ended.stderr);
}

#[test]
fn a_variable_that_is_no_text_hides_nothing_else() {
    use std::os::unix::ffi::OsStrExt;
    let mut command = Start::in_stage("orders", "prod").env("RUNA__OBSERVE__TIMEOUT", "5").command();
    command.env("REDIS_URL", std::ffi::OsStr::from_bytes(b"redis://\xff"));
    let out = command.output().unwrap();
    let stderr = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(78), "{stderr}");
    for words in ["`REDIS_URL` is not UTF-8", "`CONSOLE_TOKEN`, which is not set", "RUNA__OBSERVE__TIMEOUT"] {
        assert!(stderr.contains(words), "no {words} in:\n{stderr}");
    }
    assert!(!stderr.contains("`REDIS_URL`, which is not set"), "{stderr}");
}

#[test]
fn overrides_come_by_name_by_file_as_a_list_and_as_none() {
    let file = Overrides::new(
        "right",
        "# what is tuned for this machine\nRUNA__LOG__ACCESS__SKIP=/hello,/panic\nRUNA__SERVER__ADMIN=127.0.0.1:0\nRUNA__LOG__LEVEL=trace\n",
    );
    let process = Start::in_stage("orders", "prod")
        .production(&Redis::away())
        .env("RUNA_OVERRIDES", file.path())
        // By name, it wins over the file; and `none` takes away what the manifest gives.
        .env("RUNA__SERVER__ADMIN", "none")
        .env("RUNA__LOG__LEVEL", "info")
        .env("RUNA__SERVER__DRAIN__DELAY", "0s")
        .spawn();
    let addresses = process.addresses();
    let service = addresses.service.unwrap();
    assert_eq!(addresses.ready.or(addresses.operators), Some(service), "no listener for operators: {addresses:?}");
    assert_eq!(get(service, "/hello").status, 200);
    assert_eq!(get(service, "/no-such-route").status, 404);
    process.signal("TERM");
    let ended = process.end();
    let lines: Vec<serde_json::Value> = ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let logged = |path: &str| lines.iter().filter(|line| line["target"] == "http" && line["path"] == path).count();
    assert_eq!((logged("/hello"), logged("/no-such-route")), (0, 1), "{}", ended.stdout);
    assert!(!lines.iter().any(|line| line["level"] == "TRACE"), "{}", ended.stdout);
}

#[test]
fn what_shapes_the_program_is_fixed_and_the_rest_is_tuned() {
    let fixed = [("RUNA__OBSERVE__MOUNT", "/x"), ("RUNA__OBSERVE__EXPOSE", "health"), ("RUNA__AUDIT__MODE", "async")];
    let mut start = Start::in_stage("orders", "prod").production(&Redis::away());
    for (name, value) in fixed {
        start = start.env(name, value);
    }
    let below = "RUNA__QUEUE__QUEUES__EMAILS__LEASE";
    let ended = start.env(below, "3s").spawn().end();
    for (name, _) in fixed {
        let place = format!("it is fixed when the program is built [R0906]\n  --> the variable `{name}`");
        refused(&ended, &[&place]);
    }
    let place =
        format!("below `queue.queues` are names of your own, not of variables [R0906]\n  --> the variable `{below}`");
    refused(&ended, &[&place, "`orders` has not started: 4 errors"]);
}
