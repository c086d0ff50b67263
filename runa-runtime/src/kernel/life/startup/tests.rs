//! What is said when a process cannot start.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod four;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use runa_schema::resolve::{Environment, Given, Origin, Resolved, group, lit, var};
use runa_schema::rule::{Finding, Fix, Place, View};
use runa_schema::settings::{ObserveSettings, Settings};
use runa_schema::value::{Address, Value};

use super::surroundings::Surroundings;
use super::{plan, report};
use crate::kernel::app::{Listed, Manifest, Stage};

const OBSERVE: &[Given] =
    &[lit("mount", Value::Text(Cow::Borrowed("/-")), 6, 16), var("timeout", "CHECK_TIMEOUT", None, 7, 18)];

const MANIFEST: Manifest = Manifest {
    file: "ops.yaml",
    service: "orders",
    version: "1.0.0",
    default_stage: Some("dev"),
    stages: &[
        Stage { name: "dev", relaxed: true, server: &[], providers: &[] },
        Stage {
            name: "prod",
            relaxed: false,
            server: &[lit("listen", Value::Text(Cow::Borrowed("0.0.0.0:8080")), 12, 23)],
            providers: &[Listed {
                name: "observe",
                section: ObserveSettings::SECTION,
                given: OBSERVE,
                config: &[],
                line: 5,
                column: 7,
            }],
        },
    ],
};

#[derive(Default)]
struct World {
    variables: BTreeMap<String, String>,
    files: BTreeMap<String, String>,
    unreadable: Vec<String>,
    sockets: Vec<(&'static str, Address)>,
}

impl Environment for World {
    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn file(&self, path: &str) -> io::Result<String> {
        self.files.get(path).cloned().ok_or_else(|| io::Error::other("no such file"))
    }
}

impl Surroundings for World {
    fn variables(&self) -> Vec<(String, String)> {
        self.variables.clone().into_iter().collect()
    }

    fn unreadable(&self) -> Vec<String> {
        self.unreadable.clone()
    }

    fn sockets(&self, setting: &str) -> Vec<Address> {
        self.sockets.iter().filter(|(of, _)| *of == setting).map(|(_, address)| address.clone()).collect()
    }
}

fn world(variables: &[(&str, &str)]) -> World {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    World { variables, ..World::default() }
}

fn text(world: &World, debug: bool) -> String {
    plan(&MANIFEST, world, debug, &[]).unwrap_err()
}

#[test]
fn a_debug_build_runs_the_default_stage_and_a_named_stage_wins() {
    let chosen = plan(&MANIFEST, &world(&[]), true, &[]).unwrap().chosen;
    assert_eq!((chosen.stage.name, chosen.by_default), ("dev", true));
    let named = world(&[("RUNA_STAGE", "prod"), ("CHECK_TIMEOUT", "1s")]);
    let chosen = plan(&MANIFEST, &named, true, &[]).unwrap().chosen;
    assert_eq!((chosen.stage.name, chosen.by_default), ("prod", false));
}

#[test]
fn sockets_that_are_passed_hold_before_any_rule_judges() {
    let address = |text| Address::parse(text).unwrap();
    // Both families of one port, as systemd opens them: they stand already.
    let sockets = vec![
        ("listen", address("0.0.0.0:80")),
        ("listen", address("[::]:80")),
        ("admin", address("unix:/run/admin.sock")),
    ];
    let around = World { sockets, ..world(&[("RUNA__SERVER__LISTEN", "127.0.0.1:1")]) };
    let plan = plan(&MANIFEST, &around, true, &[]).unwrap();
    let shown = |path: &str| {
        let one = plan.values.iter().find(|one| one.section == "server" && one.path == path).unwrap();
        (one.value.as_ref().unwrap().to_string(), one.origin.clone())
    };
    assert_eq!(shown("listen"), ("[0.0.0.0:80, [::]:80]".to_owned(), Origin::Sockets));
    assert_eq!(shown("admin"), ("[unix:/run/admin.sock]".to_owned(), Origin::Sockets));
    assert!(plan.server.listen.is_open() && plan.server.admin.is_some());
    // A rule that they break is said with where they come from.
    let debug = [("RUNA_STAGE", "prod"), ("CHECK_TIMEOUT", "1s"), ("RUNA__SERVER__ADVERTISE", "[::]")];
    let sockets = vec![("listen", address("0.0.0.0:80"))];
    let said = text(&World { sockets, ..world(&debug) }, true);
    assert!(said.contains("[R0531]\n  --> the variable `RUNA__SERVER__ADVERTISE`"), "{said}");
}

#[test]
fn who_trusts_everybody_by_an_override_is_told_so() {
    let with = |stage| {
        let proxies = ("RUNA__SERVER__TRUSTED_PROXIES", "0.0.0.0/1,128.0.0.0/1");
        world(&[("RUNA_STAGE", stage), ("CHECK_TIMEOUT", "1s"), proxies])
    };
    let said = text(&with("prod"), true);
    assert!(said.contains("[R0332]\n  --> the variable `RUNA__SERVER__TRUSTED_PROXIES`"), "{said}");
    assert!(said.contains("= help: set `RUNA__SERVER__TRUSTED_PROXIES=10.0.0.0/8`"), "{said}");
    assert!(plan(&MANIFEST, &with("dev"), true, &[]).is_ok());
}

#[test]
fn a_release_build_never_guesses_its_stage() {
    let expected = "\
error: no stage is chosen [R0901]
  --> the variable `RUNA_STAGE`, which is not set
   = note: `default_stage: dev` is for debug builds; a release build never guesses
   = help: set `RUNA_STAGE` to one of `dev`, `prod`

`orders` has not started: 1 error
";
    assert_eq!(text(&world(&[]), false), expected);
    assert_eq!(text(&world(&[("RUNA_STAGE", "")]), false), expected);
}

#[test]
fn an_unknown_stage_is_answered_with_the_list_and_the_nearest() {
    assert_eq!(
        text(&world(&[("RUNA_STAGE", "prd")]), true),
        "\
error: there is no stage `prd` [R0902]
  --> the variable `RUNA_STAGE`
   = note: ops.yaml has the stages `dev`, `prod`
   = help: did you mean `RUNA_STAGE=prod`?

`orders` has not started: 1 error
"
    );
    assert!(text(&world(&[("RUNA_STAGE", "canary")]), true).contains("= help: set `RUNA_STAGE` to one of them\n"));
}

#[test]
fn everything_that_is_wrong_is_said_at_once_with_its_origin() {
    let mut world = world(&[
        ("RUNA_STAGE", "prod"),
        ("RUNA_OVERRIDES", "overrides.env"),
        ("RUNA__SERVER__KEEP_ALIVE", "75"),
        ("RUNA__OBSERVE__MOUNT", "/ops"),
        ("RUNA__OBSERVE__REFESH", "1s"),
    ]);
    world.files.insert("overrides.env".into(), "# tuning\nRUNA__SERVER__HEADER_TIMEOUT=1ms\nhello\n".into());
    assert_eq!(
        text(&world, false),
        "\
error: `1ms` is out of range for `server.header_timeout`, in stage `prod` [R0904]
  --> overrides.env:2, `RUNA__SERVER__HEADER_TIMEOUT`
   = help: write a value from `100ms` to `10m`

error: `75` is no value of `server.keep_alive`, in stage `prod` [R0904]
  --> the variable `RUNA__SERVER__KEEP_ALIVE`
   = help: a number needs a unit: `75ms` or `75s`

error: `observe.mount` cannot be changed at start: it is fixed when the program is built [R0906]
  --> the variable `RUNA__OBSERVE__MOUNT`
   = help: change it in ops.yaml and build again

error: `observe.timeout` needs the variable `CHECK_TIMEOUT`, which is not set, in stage `prod` [R0903]
  --> ops.yaml:7:18, the variable `CHECK_TIMEOUT`
   = help: set `CHECK_TIMEOUT`, or give the reference a `default`

error: `hello` is no override [R0907]
  --> overrides.env:3, `hello`
   = help: a line is `RUNA__<PROVIDER>__<SETTING>=value`, a comment after `#`, or empty

error: `RUNA__OBSERVE__REFESH` names no setting [R0905]
  --> the variable `RUNA__OBSERVE__REFESH`
   = help: did you mean `RUNA__OBSERVE__REFRESH`?

`orders` has not started: 6 errors
"
    );
}

#[test]
fn an_override_for_a_provider_of_another_stage_is_an_error() {
    assert_eq!(
        text(&world(&[("RUNA__OBSERVE__TIMEOUT", "1s")]), true),
        "\
error: `RUNA__OBSERVE__TIMEOUT` is for `observe`, which stage `dev` does not list [R0906]
  --> the variable `RUNA__OBSERVE__TIMEOUT`
   = help: take `RUNA__OBSERVE__TIMEOUT` away, or list `observe` in stage `dev`

`orders` has not started: 1 error
"
    );
}

#[test]
fn a_file_of_overrides_that_is_not_there_is_an_error() {
    assert_eq!(
        text(&world(&[("RUNA_OVERRIDES", "gone.env")]), true),
        "\
error: the file of overrides `gone.env` cannot be read: no such file [R0907]
  --> the variable `RUNA_OVERRIDES`
   = help: let `RUNA_OVERRIDES` name a file that can be read, or unset it

`orders` has not started: 1 error
"
    );
}

#[test]
fn a_rule_that_is_broken_shows_where_each_value_comes_from() {
    let resolved = |section: &'static str, path: &str, value: Value, origin: Origin| Resolved {
        section: Cow::Borrowed(section),
        path: path.to_owned(),
        value: Some(value),
        origin,
    };
    let variable = Origin::Variable { name: "CHECK_TIMEOUT".to_owned(), line: 7, column: 18 };
    let listen = Value::Text(Cow::Borrowed("0.0.0.0:8080"));
    let values = [
        resolved("observe", "debug", Value::Bool(true), Origin::Override("RUNA__OBSERVE__DEBUG".to_owned())),
        resolved("server", "listen", listen, Origin::Manifest { line: 12, column: 23 }),
        resolved("observe", "timeout", Value::Duration(Duration::from_secs(1)), variable),
        resolved("server", "admin", Value::None, Origin::Default),
    ];
    let view = View { stage: "prod", relaxed: false, listed: &[Cow::Borrowed("observe")], values: &values };
    let place = |section: &'static str, path: &str| Place { section: Cow::Borrowed(section), path: path.to_owned() };
    let finding = Finding {
        code: "R0501",
        title: "`observe` shows the process to the world".to_owned(),
        at: place("observe", "debug"),
        label: "switched on here".to_owned(),
        others: vec![
            (place("server", "listen"), "anybody can reach it".to_owned()),
            (place("observe", "timeout"), String::new()),
            (place("server", "admin"), String::new()),
        ],
        note: Some("it is full of secrets".to_owned()),
        help: "take it away".to_owned(),
        fix: Some(Fix::Remove(place("observe", "debug"))),
    };
    assert_eq!(
        report::show("orders", &[report::of_finding(&finding, &view, &MANIFEST)]),
        "\
error: `observe` shows the process to the world [R0501]
  --> the variable `RUNA__OBSERVE__DEBUG` (`observe.debug` is `true`): switched on here
  ::: ops.yaml:12:23 (`server.listen` is `0.0.0.0:8080`): anybody can reach it
  ::: ops.yaml:7:18, the variable `CHECK_TIMEOUT` (`observe.timeout` is `1s`)
  ::: the default of `server.admin` (`server.admin` is `none`)
   = note: it is full of secrets
   = help: take it away

`orders` has not started: 1 error
"
    );
}

#[test]
fn a_variable_that_is_not_utf_8_is_no_variable_that_is_not_there() {
    let mut world = world(&[]);
    world.unreadable = vec!["LS_COLORS".into(), "RUNA_STAGE".into(), "RUNA__LOG__LEVEL".into()];
    assert_eq!(
        text(&world, true),
        "\
error: `RUNA_STAGE` is not UTF-8 [R0904]
  --> the variable `RUNA_STAGE`
   = help: set `RUNA_STAGE` to text in UTF-8, or unset it

`orders` has not started: 1 error
"
    );
    world.variables.insert("RUNA_STAGE".into(), "prod".into());
    world.unreadable = ["LS_COLORS", "RUNA_OVERRIDES", "RUNA__LOG__LEVEL", "CHECK_TIMEOUT"].map(str::to_owned).to_vec();
    let text = text(&world, true);
    for name in &world.unreadable {
        assert_eq!(text.contains(&format!("`{name}` is not UTF-8 [R0904]")), name != "LS_COLORS", "{name}: {text}");
    }
}

#[test]
fn a_finding_about_a_variable_is_mended_with_a_variable() {
    for (variables, help) in [
        (&[("RUNA__SERVER__ADMIN", "127.0.0.1:8080")][..], "set `RUNA__SERVER__ADMIN=127.0.0.1:9090`"),
        (&[("RUNA__SERVER__DRAIN__GRACE", "30s")], "set `RUNA__SERVER__DRAIN__TOTAL=35s`"),
        (&[("RUNA__SERVER__LISTEN", "none")], "set `RUNA__SERVER__ADMIN=127.0.0.1:9090`"),
    ] {
        let mut world = world(&[("RUNA_STAGE", "prod"), ("CHECK_TIMEOUT", "1s")]);
        world.variables.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let text = text(&world, false);
        assert!(text.contains(&format!("   = help: {help}\n")), "{text}");
    }
}

#[test]
fn tls_that_is_not_built_in_is_said_with_the_line_for_cargo_and_without_the_address() {
    let url = |section: &'static str, url: &'static str, origin| Resolved {
        section: section.into(),
        path: "redis.url".into(),
        value: Some(Value::Secret(runa_schema::value::Secret::new(url))),
        origin,
    };
    let values = [
        url("queue", "rediss://:canary@host", Origin::Override("RUNA__QUEUE__REDIS__URL".into())),
        url("cluster", "redis://host", Origin::Default),
        // A provider of the user's own may know how.
        url("billing", "rediss://host", Origin::Default),
    ];
    let troubles: Vec<_> = super::features::tls(&values, &MANIFEST).collect();
    assert_eq!(
        report::show("orders", &troubles),
        "\
error: `queue.redis.url` asks for TLS (`rediss://`), which needs the feature `redis-tls` of the crate `runa` [R0701]
  --> the variable `RUNA__QUEUE__REDIS__URL`
   = help: in Cargo.toml, turn it on: `runa = { version = \"0.1\", features = [\"redis-tls\"] }`

`orders` has not started: 1 error
"
    );
}
