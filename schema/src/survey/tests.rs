//! What the questions are answered.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::collections::HashMap;

use super::{Held, Now, Wins, difference, held, variables, wins};
use crate::check::check;
use crate::diagnostic::Lines;
use crate::manifest::{Checked, Stage};
use crate::resolve::{Environment, Overrides};

const MANIFEST: &str = "\
runa: 1
service: orders
server: { listen: 127.0.0.1:8080 }
defaults:
  observe: { timeout: 3s }
stages:
  dev:
    - log: { level: debug }
    - observe: { debug: true }
    - cluster: { redis: { url: redis://:c4n4ry@h } }
    - queue: { queues: { emails: {} } }
  test: [log]
  prod:
    server: { listen: 0.0.0.0:80, admin: 127.0.0.1:9090 }
    providers:
      - log
      - queue: { redis: { url: { from_env: REDIS_URL } }, queues: { emails: { lease: 7s } } }
      - observe: { timeout: { from_env: TIMEOUT, default: 1s } }
      - console: { token: { from_file: /run/token } }
";

fn lines() -> Lines<'static> {
    Lines::new(MANIFEST)
}

fn manifest() -> Checked {
    check(MANIFEST).unwrap()
}

fn stage<'m>(manifest: &'m Checked, name: &str) -> &'m Stage {
    manifest.stages.iter().find(|stage| stage.name == name).unwrap()
}

fn line(held: &Held) -> String {
    let place = held.place.map_or("default".into(), |(line, column)| format!("{line}:{column}"));
    format!("{} {place}", held.text)
}

fn won(key: &str) -> Result<Vec<String>, Vec<String>> {
    let manifest = manifest();
    let stages: Vec<_> = manifest.stages.iter().collect();
    let shown = |stage: &str, wins: &Wins| match wins {
        Wins::Held(held) => format!("{stage} {}", line(held)),
        Wins::NotListed => format!("{stage} not listed"),
        Wins::NotWritten(group) => format!("{stage} without {group}"),
    };
    let answers = wins(&lines(), &manifest, &stages, key)?;
    Ok(answers
        .iter()
        .flat_map(|one| one.stages.iter().map(move |(stage, wins)| format!("{} {}", one.key, shown(stage, wins))))
        .collect())
}

#[test]
fn a_line_a_default_or_nothing_wins() {
    let expected = [
        "observe.timeout dev 3s 5:14",
        "observe.timeout test not listed",
        "observe.timeout prod { from_env: TIMEOUT, default: 1s } 18:20",
    ];
    assert_eq!(won("observe.timeout").unwrap(), expected);
    assert_eq!(won("RUNA__OBSERVE__TIMEOUT").unwrap(), expected);
    let expected =
        ["server.admin dev unset default", "server.admin test unset default", "server.admin prod 127.0.0.1:9090 14:35"];
    assert_eq!(won("server.admin").unwrap(), expected);
    let expected = [
        "queue.redis.url dev without queue.redis",
        "queue.redis.url test not listed",
        "queue.redis.url prod { from_env: REDIS_URL } 17:27",
    ];
    assert_eq!(won("queue.redis").unwrap()[..3], expected);
    let lease = won("queue.queues.emails.lease").unwrap();
    assert_eq!(
        (&*lease[0], &*lease[2]),
        ("queue.queues.emails.lease dev 30s default", "queue.queues.emails.lease prod 7s 17:79")
    );
    assert!(won("log").unwrap().len() > 9, "a provider is a key for all that is below it");
}

#[test]
fn a_slip_of_the_finger_has_a_nearest_key() {
    assert_eq!(won("observe.timout").unwrap_err(), ["observe.timeout"]);
    assert_eq!(won("obsreve").unwrap_err(), ["observe"]);
    assert_eq!(won("RUNA__OBSERVE__TIMOUT").unwrap_err(), ["observe.timeout"]);
    assert_eq!(won("request_timeout").unwrap_err(), ["server.request_timeout"]);
    assert!(won("weather").unwrap_err().is_empty());
}

#[test]
fn no_answer_shows_a_secret() {
    let manifest = manifest();
    let all: Vec<_> = manifest.stages.iter().collect();
    let answer = wins(&lines(), &manifest, &all, "cluster").unwrap();
    let difference = difference(&lines(), all[0], all[1]);
    let around = Around(HashMap::from([("REDIS_URL", "redis://:c4n4ry@h")]));
    let set = [("RUNA__CLUSTER__REDIS__URL".to_owned(), "c4n4ry".to_owned())];
    let variables = variables(&lines(), &all, &around, &Overrides::collect(set, None));
    let shown = format!("{answer:?} {difference:?} {variables:?} {:?}", held(&lines(), all[0]));
    assert!(shown.contains("***") && !shown.contains("c4n4ry"), "{shown}");
}

#[test]
fn stages_differ_by_lists_values_and_secrets() {
    let manifest = manifest();
    let (dev, prod) = (stage(&manifest, "dev"), stage(&manifest, "prod"));
    let found = difference(&lines(), dev, prod);
    let side = |held: &Option<Held>| held.as_ref().map_or("-".into(), line);
    let shown: Vec<_> = found
        .sections
        .iter()
        .flat_map(|section| {
            let head = format!("{} {:?}", section.name, section.listed);
            let settings = section.settings.iter();
            let settings =
                settings.map(|one| format!("  {} | {} | {}", one.path, side(&one.sides[0]), side(&one.sides[1])));
            std::iter::once(head).chain(settings)
        })
        .filter(|line| !line.starts_with("  drain"))
        .collect();
    let expected = [
        "server [true, true]",
        "  listen | 127.0.0.1:8080 3:11 | 0.0.0.0:80 14:15",
        "  admin | unset default | 127.0.0.1:9090 14:35",
        "log [true, true]",
        "  level | debug 8:14 | info default",
        "observe [true, true]",
        "  timeout | 3s 5:14 | { from_env: TIMEOUT, default: 1s } 18:20",
        "  debug | true 9:18 | false default",
        "cluster [true, false]",
        "  redis | written 10:18 | -",
        "  redis.url | *** 10:27 | -",
        "queue [true, true]",
        "  queues.emails.lease | 30s default | 7s 17:79",
        "  redis | - | written 17:18",
        "  redis.url | - | { from_env: REDIS_URL } 17:27",
        "console [false, true]",
        "  token | - | { from_file: /run/token } 19:20",
    ];
    assert_eq!(shown, expected);
    let orders = found.orders.unwrap();
    assert_eq!(orders, [["log", "observe", "queue"], ["log", "queue", "observe"]]);
    assert!(difference(&lines(), dev, dev).sections.is_empty() && difference(&lines(), dev, dev).orders.is_none());
    let other = MANIFEST.replace("c4n4ry", "an0ther");
    let other = check(&other).unwrap();
    let found = difference(&lines(), dev, stage(&other, "dev"));
    let [cluster] = &*found.sections else { panic!("{found:?}") };
    assert_eq!(side(&cluster.settings[0].sides[0]), side(&cluster.settings[0].sides[1]), "and both are hidden");
}

struct Around(HashMap<&'static str, &'static str>);

impl Environment for Around {
    fn variable(&self, name: &str) -> Option<String> {
        self.0.get(name).map(|value| (*value).to_owned())
    }

    fn file(&self, path: &str) -> std::io::Result<String> {
        self.variable(path).ok_or_else(|| std::io::ErrorKind::NotFound.into())
    }
}

#[test]
fn references_and_overrides_say_whether_they_are_there() {
    let manifest = manifest();
    let stages = [stage(&manifest, "test"), stage(&manifest, "prod")];
    let around = Around(HashMap::from([("TIMEOUT", "soon"), ("/run/token", "0123456789abcdef0123456789abcdef\n")]));
    let set = ["LOG__LEVEL", "SERVER__KEEP_ALIVE", "LOG__LEVLE", "CLUSTER__TTL"];
    let set = set.map(|name| (format!("RUNA__{name}"), "warn".to_owned()));
    let found = variables(&lines(), &stages, &around, &Overrides::collect(set, None));
    let one = |name: &str| {
        let found: Vec<_> = found.all.iter().filter(|one| one.name == name).collect();
        let shown = found.iter().map(|one| {
            let without = one.without.as_deref().unwrap_or("no start");
            format!("{} {without} {:?} {:?} {:?}", one.key, one.stages.join(","), one.place, one.now)
        });
        shown.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(one("REDIS_URL"), r#"queue.redis.url no start "prod" Some((17, 27)) Unset"#);
    assert_eq!(one("TIMEOUT"), r#"observe.timeout 1s "prod" Some((18, 20)) Wrong"#);
    assert_eq!(one("/run/token"), r#"console.token no start "prod" Some((19, 20)) Set"#);
    assert_eq!(one("RUNA__LOG__LEVEL"), "log.level debug \"test\" None Set\nlog.level info \"prod\" None Set");
    assert_eq!(one("RUNA__SERVER__KEEP_ALIVE"), r#"server.keep_alive 75s "test,prod" None Wrong"#);
    assert_eq!(one("RUNA__OBSERVE__MOUNT"), "", "it is fixed");
    let strays: Vec<_> = found.strays.iter().map(|(name, near)| (&**name, near.as_deref())).collect();
    assert_eq!(strays, [("RUNA__LOG__LEVLE", Some("RUNA__LOG__LEVEL")), ("RUNA__CLUSTER__TTL", None)]);
    assert!(found.all.iter().all(|one| one.now == Now::Unset || !one.setting.secret || one.name == "/run/token"));
}
