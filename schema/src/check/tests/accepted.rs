//! Correct manifests.

use std::time::Duration;

use crate::check::check;
use crate::diagnostic::render;
use crate::manifest::{Checked, Stage};
use crate::resolve::{Given, Source};
use crate::value::Value;

const ORDERS: &str = "\
# yaml-language-server: $schema=./schema/ops.schema.json
runa: 1
service: orders
default_stage: dev
server: { listen: 127.0.0.1:8080, keep_alive: 90s }
defaults:
  observe: { mount: /ops, timeout: 3s }
stages:
  dev:
    - log: { format: pretty, targets: { hyper: warn, 'orders::db': debug } }
    - observe
  test: [log]
  prod:
    server:
      listen: 0.0.0.0:8080
      admin: { from_env: ADMIN, default: 127.0.0.1:9090 }
      drain: { delay: 6s }
    providers:
      - log: { format: json, access: { skip: [/healthz, /admin/], slow: none } }
      - observe: { timeout: { from_file: /etc/timeout }, expose: [] }
";

fn accept(text: &str) -> Checked {
    check(text).unwrap_or_else(|found| {
        panic!("{}", found.iter().map(|one| render("ops.yaml", text, one)).collect::<Vec<_>>().join("\n"))
    })
}

fn stage<'a>(checked: &'a Checked, name: &str) -> &'a Stage {
    checked.stages.iter().find(|stage| stage.name == name).unwrap()
}

fn given<'a>(given: &'a [Given], path: &str) -> &'a Given {
    given.iter().find(|given| given.path == path).unwrap_or_else(|| panic!("no {path} in {given:?}"))
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned().into())
}

#[test]
fn everything_is_where_it_was_written() {
    let checked = accept(ORDERS);
    assert_eq!((checked.service.as_str(), checked.default_stage.as_deref()), ("orders", Some("dev")));
    let names: Vec<_> = checked.stages.iter().map(|stage| (stage.name.as_str(), stage.relaxed)).collect();
    assert_eq!(names, [("dev", true), ("test", true), ("prod", false)]);

    let dev = stage(&checked, "dev");
    let listed: Vec<_> = dev.providers.iter().map(|one| (one.name.as_str(), one.line, one.column)).collect();
    assert_eq!(listed, [("log", 10, 7), ("observe", 11, 7)]);
    let address = given(&dev.server, "listen");
    assert_eq!((address.line, address.column), (5, 11));
    assert_eq!(address.source, Source::Literal(text("127.0.0.1:8080")));
    let targets = given(&dev.providers[0].given, "targets");
    let levels = vec![("hyper".to_owned().into(), text("warn")), ("orders::db".to_owned().into(), text("debug"))];
    assert_eq!(targets.source, Source::Literal(Value::Map(levels.into())));

    let prod = stage(&checked, "prod");
    let access: Vec<_> = prod.providers[0].given.iter().map(|given| (given.path.as_ref(), &given.source)).collect();
    let skip = Source::Literal(Value::List(vec![text("/healthz"), text("/admin/")].into()));
    let format = Source::Literal(text("json"));
    let slow = Source::Literal(Value::None);
    assert_eq!(access, [("format", &format), ("access.skip", &skip), ("access.slow", &slow)]);
}

#[test]
fn a_stage_refines_what_holds_for_all() {
    let checked = accept(ORDERS);
    let dev = &stage(&checked, "dev").providers[1].given;
    assert_eq!(given(dev, "timeout").source, Source::Literal(Value::Duration(Duration::from_secs(3))));
    let prod = stage(&checked, "prod");
    let observe = &prod.providers[1].given;
    assert_eq!(observe.len(), 3);
    assert_eq!(given(observe, "mount").line, 7);
    assert_eq!(given(observe, "timeout").source, Source::File { path: "/etc/timeout".into() });
    assert_eq!(given(observe, "expose").source, Source::Literal(Value::List(vec![].into())));
    assert_eq!(given(&prod.server, "listen").source, Source::Literal(text("0.0.0.0:8080")));
    assert_eq!(given(&prod.server, "keep_alive").line, 5);
    assert_eq!(given(&prod.server, "drain.delay").column, 16);
    let admin = Source::Variable { name: "ADMIN".into(), default: Some(text("127.0.0.1:9090")) };
    assert_eq!(given(&prod.server, "admin").source, admin);
}

#[test]
fn which_stages_are_relaxed_can_be_said() {
    let checked = accept("runa: 1\nservice: a\nrelaxed: [ci]\nstages: { dev: [log], ci: [log], local: [] }\n");
    let relaxed: Vec<_> = checked.stages.iter().map(|stage| stage.relaxed).collect();
    assert_eq!(relaxed, [false, true, false]);
}

#[test]
fn anchors_merge_keys_and_empty_settings_are_followed() {
    let text = "\
runa: 1
service: a
stages:
  dev: &all
    - log: &log { level: debug, format: json }
    - observe:
  test: *all
  prod:
    - log: { <<: *log, level: warn }
";
    let checked = accept(text);
    assert_eq!(stage(&checked, "test").providers.len(), 2);
    let log = &stage(&checked, "prod").providers[0].given;
    let paths: Vec<_> = log.iter().map(|given| (given.path.as_ref(), given.line)).collect();
    assert_eq!(paths, [("level", 9), ("format", 5)]);
}

#[test]
fn a_listener_on_port_zero_may_stand_twice() {
    accept(
        "runa: 1\nservice: a\nserver: { listen: 127.0.0.1:0, admin: 127.0.0.1:0 }\nstages: { prod: [log, observe] }\n",
    );
}
