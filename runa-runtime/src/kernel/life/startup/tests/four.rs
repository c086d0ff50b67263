//! What is said of `queue`, `audit`, `cluster` and `console`.

use runa_schema::settings::{AuditSettings, ClusterSettings, ConsoleSettings, QueueSettings};

use super::*;

/// A service that uses all four, as their rules see it at start.
const FOUR: Manifest = Manifest {
    file: "ops.yaml",
    service: "orders",
    version: "1.0.0",
    default_stage: None,
    stages: &[Stage {
        name: "prod",
        relaxed: false,
        server: &[],
        providers: &[
            listed("observe", ObserveSettings::SECTION, &[]),
            listed(
                "queue",
                QueueSettings::SECTION,
                const {
                    &[group("redis", 6, 16), var("redis.url", "REDIS_URL", None, 6, 30), group("queues.records", 7, 11)]
                },
            ),
            listed(
                "audit",
                AuditSettings::SECTION,
                const {
                    &[
                        group("queue", 8, 16),
                        var("queue.name", "RECORDS", Some(Value::Text(Cow::Borrowed("records"))), 8, 30),
                        lit("mask_builtin", Value::Bool(false), 9, 22),
                    ]
                },
            ),
            listed(
                "cluster",
                ClusterSettings::SECTION,
                const { &[group("redis", 10, 18), var("redis.url", "REDIS_URL", None, 10, 32)] },
            ),
            listed("console", ConsoleSettings::SECTION, const { &[var("token", "CONSOLE_TOKEN", None, 11, 25)] }),
        ],
    }],
};

const fn listed(
    name: &'static str,
    section: &'static runa_schema::settings::Section,
    given: &'static [Given],
) -> Listed {
    Listed { name, section, given, config: &[], line: 5, column: 7 }
}

/// What is said of a start of production with these variables; nothing if nothing is wrong.
fn said(variables: &[(&str, &str)]) -> String {
    let mut world = world(&[
        ("RUNA_STAGE", "prod"),
        ("REDIS_URL", "redis://:c4n4ry@127.0.0.1"),
        ("CONSOLE_TOKEN", "c4n4ry-c4n4ry-c4n4ry"),
    ]);
    world.variables.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    plan(&FOUR, &world, false, &[]).err().unwrap_or_default()
}

#[test]
fn the_rules_of_the_four_hold_for_what_holds_at_start() {
    assert_eq!(said(&[]), "");
    assert_eq!(
        said(&[("RUNA__CLUSTER__TTL", "1s")]),
        "\
error: `ttl` of `cluster` is shorter than three heartbeats, in stage `prod` [R0516]
  --> the variable `RUNA__CLUSTER__TTL` (`cluster.ttl` is `1s`): three heartbeats of `5s` are `15s`, and `ttl` is `1s`
   = note: one lost heartbeat would make an instance that is alive count as gone
   = help: set `RUNA__CLUSTER__TTL=15s`

`orders` has not started: 1 error
"
    );
    assert_eq!(
        said(&[("RECORDS", "recods")]),
        "\
error: `queue.name` of `audit` is `recods`, which is none of `queue.queues`, in stage `prod` [R0403]
  --> ops.yaml:8:30, the variable `RECORDS` (`audit.queue.name` is `recods`): no such name
  ::: `queue`: has `records`
   = help: did you mean `records`?

`orders` has not started: 1 error
"
    );
    assert_eq!(
        said(&[("RUNA__AUDIT__METHODS", "")]),
        "\
error: `methods` of `audit` is empty, in stage `prod` [R0513]
  --> the variable `RUNA__AUDIT__METHODS` (`audit.methods` is `[]`): no request would be recorded
   = help: set `RUNA__AUDIT__METHODS=POST, PUT, PATCH, DELETE`

`orders` has not started: 1 error
"
    );
    let input = said(&[("RUNA__AUDIT__CAPTURE_INPUT", "true")]);
    assert!(input.contains("without masks in stage `prod`, which is production [R0511]"), "{input}");
    let console = said(&[("RUNA__CONSOLE__TOKEN", "none")]);
    assert!(console.contains("`console` has no `token` in stage `prod`, which is production [R0509]"), "{console}");
}

#[test]
fn an_override_of_a_later_version_is_refused() {
    assert_eq!(
        said(&[("RUNA__LOG__FILE__PATH", "/var/log/app.log"), ("RUNA__CLUSTER__SELF_PRESERVATION", "h:80")]),
        "\
error: `cluster.self_preservation` is not in this version [R0310]
  --> the variable `RUNA__CLUSTER__SELF_PRESERVATION`
   = help: take `RUNA__CLUSTER__SELF_PRESERVATION` away

error: `log.file.path` is not in this version [R0310]
  --> the variable `RUNA__LOG__FILE__PATH`
   = help: take `RUNA__LOG__FILE__PATH` away

`orders` has not started: 2 errors
"
    );
}

#[test]
fn a_token_that_can_be_guessed_is_refused_and_not_shown() {
    assert_eq!(
        said(&[("CONSOLE_TOKEN", "c4n4ry")]),
        "\
error: `token` of `console` is too short in stage `prod`, which is production [R0510]
  --> ops.yaml:11:25, the variable `CONSOLE_TOKEN` (`console.token` is `***`): it has 6 of at least 16 letters
   = help: take a token that nobody guesses, such as 32 letters by chance: `openssl rand -hex 16`

`orders` has not started: 1 error
"
    );
    for variables in [
        &[("CONSOLE_TOKEN", "c4n4ry")][..],
        &[("CONSOLE_TOKEN", "")],
        &[("RUNA__CONSOLE__TOKEN", "c4n4ry")],
        &[("REDIS_URL", "c4n4ry")],
        &[("RUNA__CLUSTER__REDIS__URL", "c4n4ry")],
        &[("RUNA__CLUSTER__REDIS__URL", "redis://c4n4ry"), ("RUNA__CLUSTER__TTL", "1s")],
    ] {
        let text = said(variables);
        assert!(text.contains("error: ") && !text.contains("c4n4ry"), "{text}");
    }
}

#[test]
fn what_cannot_be_overridden_is_said_with_its_reason() {
    for (name, title, help) in [
        (
            "RUNA__QUEUE__QUEUES__RECORDS__LEASE",
            "`queue.queues.records.lease` cannot be overridden: below `queue.queues` are names of your own, not of variables",
            "let ops.yaml refer to a variable: `lease: { from_env: QUEUE_QUEUES_RECORDS_LEASE }`",
        ),
        (
            "RUNA__SERVER__ROUTES__UPLOAD__BODY_LIMIT",
            "`server.routes.upload.body_limit` cannot be overridden: below `server.routes` are names of your own, not of variables",
            "let ops.yaml refer to a variable: `body_limit: { from_env: SERVER_ROUTES_UPLOAD_BODY_LIMIT }`",
        ),
        (
            "RUNA__SERVER__ROUTES",
            "`server.routes` cannot be overridden: below `server.routes` are names of your own, not of variables",
            "let ops.yaml refer to a variable for each value that is to be changed: `{ from_env: NAME }`",
        ),
    ] {
        let expected = format!("error: {title} [R0906]\n  --> the variable `{name}`\n   = help: {help}\n");
        assert!(said(&[(name, "1s")]).starts_with(&expected), "{}", said(&[(name, "1s")]));
    }
    assert_eq!(
        said(&[("RUNA__AUDIT__FILE__PATH", "/x")]),
        "\
error: `RUNA__AUDIT__FILE__PATH` is for `audit.file`, which the manifest does not write in stage `prod` [R0906]
  --> the variable `RUNA__AUDIT__FILE__PATH`
   = help: take `RUNA__AUDIT__FILE__PATH` away, or write `file` for `audit` in stage `prod`

`orders` has not started: 1 error
"
    );
}
