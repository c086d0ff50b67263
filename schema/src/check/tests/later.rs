//! What is declared for a later version is refused, each time by one error that leads back to a right manifest.

use crate::check::check;
use crate::diagnostic::{apply, render};
use crate::provider::{PROVIDERS, SERVER, SERVER_SECTION};
use crate::settings::{Kind, Section, Setting};
use crate::value::Shape;

/// Every setting of a later version, with the groups around it; what stands in one of them is as late as the group.
fn later(section: &'static Section, groups: &[&'static str]) -> Vec<(Vec<&'static str>, &'static Setting)> {
    let mut found: Vec<_> = section.later.iter().map(|setting| (groups.to_vec(), setting)).collect();
    for setting in section.settings {
        let (Kind::Group(inner) | Kind::Groups(inner)) = setting.kind else { continue };
        let own = matches!(setting.kind, Kind::Groups(_)).then_some("own");
        found.extend(later(inner, &[groups, &[setting.name], own.as_slice()].concat()));
    }
    found
}

/// What could be written: right, wrong in itself, and with slips below it.
fn values(setting: &Setting) -> Vec<String> {
    match setting.kind {
        Kind::Scalar(shape) => {
            let right = setting.default.text(true).filter(|text| !text.is_empty()).map(|text| match shape {
                Shape::List(_) => format!("[{text}]"),
                _ => text.to_owned(),
            });
            right
                .into_iter()
                .chain(["nonsense", "{ from_env: X }", "{ a: [b, { c: d }] }", "[]"].map(str::to_owned))
                .collect()
        }
        Kind::Group(inner) | Kind::Groups(inner) => {
            let all: Vec<_> = inner.later.iter().map(|setting| format!("{}: x", setting.name)).collect();
            let all = all.join(", ");
            vec![
                String::new(),
                "{}".into(),
                format!("{{ {all} }}"),
                "{ slip: 1, use: x }".into(),
                "true".into(),
                "[a]".into(),
            ]
        }
    }
}

/// Settings of a section that are right, with what stands in one of its groups.
fn written(section: &str, stage: &str, groups: &[&str], inner: &str) -> String {
    let whole = groups.iter().rev().fold(format!("{{ {inner} }}"), |inner, group| match *group {
        "file" => format!("{{ file: {} }}", inner.replacen("{ ", "{ path: /tmp/a, ", 1)),
        group => format!("{{ {group}: {inner} }}"),
    });
    let beside = match (section, stage) {
        ("audit", _) if groups.is_empty() && !inner.starts_with("stdout") || groups == ["queue"] => "log: {}, ",
        ("queue", "prod") => "redis: { url: { from_env: URL } }, ",
        ("cluster", "prod") if !inner.starts_with("gossip") => "redis: { url: { from_env: URL } }, ",
        ("console", "prod") => "token: { from_env: TOKEN }, ",
        _ => "",
    };
    whole.replacen("{ ", &format!("{{ {beside}"), 1)
}

#[test]
fn each_later_setting_is_one_error_that_is_mended() {
    let sections = PROVIDERS.iter().map(|row| (row.name, row.section)).chain([(SERVER, SERVER_SECTION)]);
    let mut seen = 0;
    for (section, declared) in sections {
        for (groups, setting) in later(declared, &[]) {
            let values = values(setting);
            let everywhere = values.iter().flat_map(|value| {
                [("dev", false), ("dev", true), ("prod", false), ("prod", true)].map(|(stage, all)| (value, stage, all))
            });
            for (value, stage, for_all) in everywhere {
                let settings = written(section, stage, &groups, &format!("{}: {value}", setting.name));
                let text = manifest(section, &settings, stage, for_all);
                let found = check(&text).err().unwrap_or_default();
                let shown: String = found.iter().map(|one| render("ops.yaml", &text, one)).collect();
                let [one] = found.as_slice() else { panic!("not one error:\n{text}\n{shown}") };
                assert_eq!(one.code, "R0310", "{text}\n{shown}");
                assert!(one.title.contains("not in this version") && one.title.contains(setting.name), "{shown}");
                let Some(help) = &one.help else { panic!("no help\n{text}\n{shown}") };
                let mended = apply(&text, &help.edit);
                let left = check(&mended).err().unwrap_or_default();
                assert!(left.is_empty(), "{shown}\n{mended}\n{left:?}");
                seen += 1;
            }
        }
    }
    assert!(seen > 300, "{seen}");
}

/// A manifest that is right but for `settings`, which stand in the stage or in what is written for all.
fn manifest(section: &str, settings: &str, stage: &str, for_all: bool) -> String {
    let entry = |name: &str, right: &str| match (name == section, for_all) {
        (true, true) => format!("      - {name}\n"),
        (true, false) => format!("      - {name}: {settings}\n"),
        (false, _) => format!("      - {name}{right}\n"),
    };
    let production = stage == "prod";
    let store = if production { ": { redis: { url: { from_env: URL } } }" } else { "" };
    let defaults = if for_all { format!("defaults:\n  {section}: {settings}\n") } else { String::new() };
    let mut text = format!("runa: 1\nservice: orders\n{defaults}stages:\n  {stage}:\n    providers:\n");
    text += &entry("log", "");
    text += &entry("observe", "");
    text += &entry("queue", store);
    text += &entry("audit", ": { log: {} }");
    text += &entry("cluster", store);
    text += &entry("console", if production { ": { token: { from_env: TOKEN } }" } else { "" });
    text
}
