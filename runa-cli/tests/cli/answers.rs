//! What each command says about manifests that are right, and about some that are not.

use serde_json::Value;

use crate::{Said, command, golden, manifests, orders, runa};

/// Where a text stands in the manifest of the example, for the first time behind another.
fn at(behind: &str, text: &str) -> Value {
    let manifest = std::fs::read_to_string(orders().join("ops.yaml")).unwrap();
    let start = manifest.find(behind).unwrap();
    let before = &manifest[..start + manifest[start..].find(text).unwrap()];
    let line = before.rsplit('\n').next().unwrap();
    serde_json::json!({ "line": before.matches('\n').count() + 1, "column": line.chars().count() + 1 })
}

#[test]
fn a_right_manifest_has_no_problem() {
    let said = runa(&orders(), &["check"]);
    assert_eq!((&*said.out, &*said.err, said.code), ("`ops.yaml` is right, in `dev`, `test`, `prod`\n", "", 0));
    let said = runa(&orders(), &["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        (report, said.code),
        (serde_json::json!({ "version": 1, "file": "ops.yaml", "findings": [], "unchecked": [] }), 0)
    );
}

#[test]
fn a_broken_manifest_has_all_of_them_in_each_format() {
    for (format, file) in [("human", "broken.txt"), ("json", "broken.json"), ("sarif", "broken.sarif")] {
        let said = runa(&manifests(), &["check", "broken.yaml", "--format", format]);
        assert_eq!((&*said.err, said.code), ("", 1));
        golden(file, &said.out);
    }
}

#[test]
fn graphs_of_every_format() {
    for (format, ending) in [("dot", "dot"), ("mermaid", "mmd"), ("svg", "svg")] {
        let said = runa(&orders(), &["graph", "--format", format]);
        assert_eq!((&*said.err, said.code), ("", 0));
        golden(&format!("orders.{ending}"), &said.out);
        let said = runa(&manifests(), &["graph", "order.yaml", "--format", format]);
        assert_eq!(said.err, "the manifest has problems; `cargo runa check order.yaml` shows them\n");
        assert_eq!(said.code, 1, "what breaks the order is a problem, and is drawn all the same");
        golden(&format!("order.{ending}"), &said.out);
    }
}

#[test]
fn a_picture_is_well_formed() {
    let said = runa(&orders(), &["graph", "--format", "svg", "--stage", "prod"]);
    let mut open = Vec::new();
    for tag in said.out.split('<').skip(1).map(|rest| rest.split_once('>').unwrap().0) {
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None if tag.ends_with('/') => {}
            None => open.push(tag.split(' ').next().unwrap()),
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
    }
    assert!(open.is_empty() && said.out.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{open:?}");
    assert_eq!(said.out.matches("class=\"box\"").count(), 6);
    assert!(!said.out.contains("dev (relaxed)"), "one stage is asked for");
}

#[test]
fn a_key_is_won_by_a_line_or_a_default() {
    for (key, file) in [("observe.timeout", "where-timeout.txt"), ("cluster.redis", "where-group.txt")] {
        let said = runa(&orders(), &["where", key]);
        assert_eq!((&*said.err, said.code), ("", 0));
        golden(file, &said.out);
    }
    let by_override = runa(&orders(), &["where", "RUNA__OBSERVE__TIMEOUT"]);
    assert_eq!(by_override.out, runa(&orders(), &["where", "observe.timeout"]).out);
    let said = runa(&orders(), &["where", "server.listen", "--stage", "prod", "--format", "json"]);
    let report: Value = serde_json::from_str(&said.out).unwrap();
    let expected = serde_json::json!({
        "version": 1,
        "file": "ops.yaml",
        "keys": [{
            "key": "server.listen",
            "type": "address, none, or a list",
            "secret": false,
            "override": "RUNA__SERVER__LISTEN",
            "stages": [
                { "name": "prod", "value": "0.0.0.0:8080", "from": "manifest", "place": at("prod:", "listen:") },
            ],
        }],
    });
    assert_eq!(report, expected);
}

#[test]
fn stages_differ() {
    let said = runa(&orders(), &["diff", "dev", "prod"]);
    assert_eq!((&*said.err, said.code), ("", 0));
    golden("diff.txt", &said.out);
    let said = runa(&orders(), &["diff", "test", "prod", "--format", "json"]);
    let report: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(report["stages"][1], serde_json::json!({ "name": "prod", "relaxed": false }));
    let sections = report["sections"].as_array().unwrap();
    let cluster = sections.iter().find(|section| section["name"] == "cluster").unwrap();
    assert_eq!(cluster["listed"], serde_json::json!([false, true]));
    let ttl = cluster["settings"].as_array().unwrap().iter().find(|one| one["path"] == "ttl").unwrap();
    assert_eq!(ttl["sides"], serde_json::json!([null, { "value": "15s", "place": at("prod:", "ttl:") }]));
    let said = runa(&orders(), &["diff", "dev", "dev"]);
    assert_eq!(said.out, "`dev` (relaxed) and `dev` (relaxed)\n\nthey list the same with the same settings\n");
}

/// The rows of `env --format json`.
fn rows(report: &str) -> Vec<Value> {
    let report: Value = serde_json::from_str(report).unwrap();
    report["variables"].as_array().unwrap().clone()
}

#[test]
fn every_reference_and_every_override_counts() {
    let said = runa(&orders(), &["env", "--format", "json"]);
    assert_eq!((&*said.err, said.code), ("", 0));
    let all = rows(&said.out);
    let find = |name: &str, setting: &str| {
        all.iter().filter(|row| row["name"] == name && row["setting"] == setting).cloned().collect::<Vec<_>>()
    };
    let expected = serde_json::json!([{
        "kind": "reference", "name": "CONSOLE_TOKEN", "setting": "console.token", "type": "text", "secret": true,
        "required": true, "default": null, "stages": ["prod"], "place": at("prod:", "token:"), "now": "not set",
        "line": null,
    }]);
    assert_eq!(Value::from(find("CONSOLE_TOKEN", "console.token")), expected);
    assert_eq!(find("REDIS_URL", "queue.redis.url").len() + find("REDIS_URL", "cluster.redis.url").len(), 2);
    let by_stage: Vec<_> = find("RUNA__OBSERVE__REFRESH", "observe.refresh")
        .iter()
        .map(|row| format!("{} {} {}", row["default"], row["stages"], row["place"]))
        .collect();
    let test = format!(r#""1s" ["test"] {}"#, at("test:", "refresh:"));
    assert_eq!(by_stage, [r#""10s" ["dev","prod"] null"#, &test]);
    assert!(find("RUNA__OBSERVE__MOUNT", "observe.mount").is_empty(), "it is fixed");
    // Every tunable setting of what is listed is there.
    for row in runa_schema::provider::PROVIDERS {
        for setting in row.section.settings.iter().filter(|setting| setting.tunable && !setting.later) {
            let name = runa_schema::resolve::override_name(row.name, setting.name);
            assert!(!find(&name, &format!("{}.{}", row.name, setting.name)).is_empty(), "{name}");
        }
    }
    let human = runa(&orders(), &["env"]).out;
    assert!(all.iter().all(|row| human.contains(row["name"].as_str().unwrap())), "{human}");
}

#[test]
fn what_is_set_now_is_said_and_what_is_set_wrong() {
    let file = crate::empty_folder("overrides").join("overrides.env");
    std::fs::write(&file, "RUNA__LOG__BUFFER=10000\nRUNA__SERVER__KEEP_ALIVE=soon\n").unwrap();
    let set = |format: &str| {
        let mut command = command(&orders(), &["env", "--stage", "prod", "--format", format]);
        command.env("RUNA_STAGE", "prd").env("RUNA_OVERRIDES", &file).env("REDIS_URL", "redis://localhost");
        command.env("RUNA__OBSERVE__TIMEOUT", "1s").env("RUNA__OBSERVE__TIMOUT", "1s").env("CONSOLE_TOKEN", "");
        Said::from(command.output().unwrap())
    };
    let said = set("json");
    let now = |name: &str| {
        let rows = rows(&said.out).into_iter().filter(|row| row["name"] == name);
        rows.map(|row| row["now"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(now("RUNA_STAGE"), ["set, wrong"]);
    assert_eq!(now("RUNA_OVERRIDES"), ["set"]);
    assert_eq!(now("REDIS_URL"), ["set", "set"]);
    assert_eq!(now("AUDIT_KEY"), ["not set"]);
    assert_eq!(now("RUNA__OBSERVE__TIMEOUT"), ["set"]);
    assert_eq!(now("RUNA__LOG__BUFFER"), ["set"], "a line of the file counts");
    assert_eq!(now("RUNA__SERVER__KEEP_ALIVE"), ["set, wrong"]);
    let said = set("human");
    assert!(said.out.contains(&format!("  set, {}:1\n", file.display())), "where it comes from: {}", said.out);
    let stray = "RUNA__OBSERVE__TIMOUT is set, and changes nothing here; did you mean RUNA__OBSERVE__TIMEOUT?";
    assert_eq!(said.out.lines().last(), Some(stray));
}

#[test]
fn codes_are_explained() {
    use runa_schema::diagnostic::EXPLANATIONS;
    let said = runa(&orders(), &["explain"]);
    let expected: Vec<_> = EXPLANATIONS.iter().map(|one| format!("{}  {}", one.code, one.title)).collect();
    assert_eq!((said.out.lines().collect::<Vec<_>>().join("\n"), said.code), (expected.join("\n"), 0));
    for one in EXPLANATIONS {
        let said = runa(&orders(), &["explain", &one.code.to_lowercase()]);
        assert!(said.out.starts_with(&format!("{}: {}\n", one.code, one.title)), "{}", said.out);
        assert!(said.out.contains(one.prose.trim()) && said.code == 0);
    }
}

#[test]
fn the_json_schema_is_the_one_that_is_kept() {
    let said = runa(&crate::empty_folder("schema"), &["schema"]);
    let kept = std::fs::read_to_string(crate::root().join("schema/ops.schema.json")).unwrap();
    assert_eq!((said.out == kept, &*said.err, said.code), (true, "", 0));
}

#[test]
fn what_only_the_compiler_knows_is_said_to_be_so() {
    let folder = crate::root().join("examples/custom-provider");
    let said = runa(&folder, &["check"]);
    let note = "the settings of `billing`, `ledger` are checked by `cargo check`: only the compiler knows their types";
    assert_eq!(said.out.lines().nth(1).unwrap(), format!("= note: {note}"));
    let report =
        |format: &str| -> Value { serde_json::from_str(&runa(&folder, &["check", "--format", format]).out).unwrap() };
    assert_eq!(report("json")["unchecked"], serde_json::json!(["billing", "ledger"]));
    let notes = &report("sarif")["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    assert_eq!(notes[0]["message"]["text"], note);

    let mut command = command(&folder, &["env", "--format", "json"]);
    command.env("LEDGER", "x").env("RUNA__BILLING__CURRENCY", "usd").env("RUNA__BILING__CURRENCY", "usd");
    let said = Said::from(command.output().unwrap());
    let ledger = rows(&said.out).into_iter().find(|row| row["name"] == "LEDGER").unwrap();
    assert_eq!((&ledger["setting"], &ledger["now"]), (&"ledger.config.path".into(), &"set".into()));
    assert_eq!((&ledger["secret"], &ledger["required"]), (&true.into(), &true.into()), "it may be one");
    let strays = serde_json::from_str::<Value>(&said.out).unwrap()["strays"].clone();
    let strays: Vec<_> = strays.as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
    assert_eq!(strays, ["RUNA__BILING__CURRENCY"], "which overrides `billing` has, its type says");

    let said = runa(&folder, &["diff", "dev", "prod"]);
    let ledger = said.out.split("\n\n").find(|section| section.starts_with("ledger\n")).unwrap();
    assert!(ledger.contains("crate::ledger::InMemory (ops.yaml:") && ledger.contains("crate::ledger::InFile ("));
    assert!(said.out.split("\n\n").any(|section| section.starts_with("billing\n")), "its limits differ");
    let said = runa(&folder, &["diff", "dev", "staging"]);
    assert!(!said.out.contains("billing"), "{}", said.out);
    assert!(runa(&folder, &["where", "billing.use"]).out.contains("  prod     crate::billing::Billing  ops.yaml:"));
    let said = runa(&folder, &["env"]).out;
    assert!(
        said.ends_with(
            "\n= note: overrides of `billing`, `ledger` are not listed: only the compiler knows their types\n"
        )
    );
}

#[test]
fn settings_of_ones_own_have_lines_and_no_values() {
    let folder = crate::root().join("examples/custom-provider");
    let said = runa(&folder, &["where", "ledger.config.path"]).out;
    let (head, stages) = said.split_once('\n').unwrap();
    assert_eq!(head, "ledger.config.path: as its type declares it");
    let stages: Vec<_> =
        stages.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let expected = [
        "dev - `ledger.config` is not written",
        "staging { from_env: LEDGER } ops.yaml:16:61",
        "prod written ops.yaml:23:63",
    ];
    assert_eq!(stages, expected);
    let said = runa(&folder, &["where", "billing.config"]).out;
    assert!(said.contains("billing.config.currency: ") && said.contains("billing.config.limits.amount: "), "{said}");
    assert!(
        said.contains("  prod     written  ops.yaml:24:48"),
        "a line of the stage refines one of `defaults`: {said}"
    );
    let said = runa(&folder, &["diff", "dev", "prod"]).out;
    assert!(said.contains("  config.limits.amount  written (ops.yaml:6:87)  written (ops.yaml:24:48)"), "{said}");
    assert!(!said.contains("config.currency"), "what is the same is no difference: {said}");
}

#[test]
fn what_stands_under_names_of_ones_own_is_known_although_nothing_is_written_there() {
    let said = runa(&orders(), &["where", "server.routes", "--stage", "dev"]).out;
    assert!(said.starts_with("server.routes: groups under names of your own, fixed\n"), "{said}");
    assert!(said.ends_with("  dev  -  `server.routes` is not written\n"), "{said}");
}

#[test]
fn the_runtime_is_known_although_no_manifest_writes_it() {
    let said = runa(&orders(), &["where", "RUNA__RUNTIME__FLAVOR"]);
    assert!(said.out.starts_with("runtime.flavor: ") && said.out.contains("tunable"), "{}", said.out);
    let set = command(&orders(), &["env", "--stage", "dev"]).env("RUNA__RUNTIME__FLAVOR", "current_thread").output();
    let said: Said = set.unwrap().into();
    assert!(
        said.out.lines().any(|line| line.contains("RUNA__RUNTIME__FLAVOR") && line.ends_with("  set")),
        "{}",
        said.out
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let folder = std::env::temp_dir().join(format!("runa-pipe-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let pipe = folder.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let manifest = format!(
        "runa: 1\nservice: a\nstages: {{ dev: [log, observe, console: {{ token: {{ from_file: {} }} }}] }}\n",
        pipe.display()
    );
    std::fs::write(folder.join("ops.yaml"), manifest).unwrap();
    let said = runa(&folder, &["env", "ops.yaml"]);
    assert!(said.out.contains("pipe"), "{}", said.out);
    std::fs::remove_dir_all(&folder).unwrap();
}
