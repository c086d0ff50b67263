//! Every setting with every kind of value: the JSON Schema takes what the checker takes, and nothing else.

use runa_schema::check::check;
use runa_schema::provider::{PROVIDERS, SERVER, SERVER_SECTION};
use runa_schema::settings::{Keys, Kind, Section, Setting};
use runa_schema::value::{Shape, Value};

use crate::verdict::{refused, validator};

/// Notations of all shapes, right ones and almost right ones.
const VALUES: [&str; 100] = [
    "~",
    "''",
    "none",
    "true",
    "false",
    "'true'",
    "yes",
    "0",
    "1",
    "-1",
    "5",
    "'5'",
    "65",
    "5000000000",
    "2.5",
    "a",
    "a b",
    "5ms",
    "05s",
    "5s",
    "5m",
    "5h",
    "0s",
    "1.5s",
    "-5s",
    "5 s",
    "5d",
    "99999999999h",
    "5B",
    "5KiB",
    "5MiB",
    "5GiB",
    "5KB",
    "5kib",
    "/",
    "//",
    "/a",
    "/a/",
    "/a//b",
    "/a/../b",
    "/./a",
    "/.a",
    "/a.b-c_d~",
    "'/a?b'",
    "/a b",
    "a/b",
    "'/{id}'",
    "'/a/{id}/'",
    "'/{*rest}'",
    "'/{}'",
    "'/:id'",
    "'/a{id}'",
    "'/ä'",
    "127.0.0.1:8080",
    "127.0.0.1",
    "127.0.0.1:65536",
    "256.0.0.1:80",
    "01.0.0.1:80",
    "1.2.3:80",
    "localhost:80",
    "host:80",
    "':80'",
    "'[::1]:80'",
    "'[::1]'",
    "'[:::g]:80'",
    "redis://h",
    "rediss://h:1/0",
    "redis+unix:///p",
    "unix:///p",
    "redis://",
    "http://h",
    "redis:h",
    "info",
    "INFO",
    "off",
    "json",
    "async",
    "strict",
    "GET",
    "get",
    "ready",
    "$A",
    "'${A}'",
    "'a${A}'",
    "'{{ a }}'",
    "'%A%'",
    "$(A)",
    "a$b",
    "[]",
    "[a]",
    "[1]",
    "[/a, /b/]",
    "[//]",
    "['/{id}', '/{*r}/']",
    "[POST, get]",
    "[POST, PUT]",
    "[~]",
    "{}",
    "{ a: b }",
    "{ a: info, b: { c: d } }",
];

/// References without a right default, and right and wrong ones without any.
const REFERENCES: [&str; 10] = [
    "{ from_env: A }",
    "{ from_env: 1A }",
    "{ from_env: '' }",
    "{ from_env: A, fallback: 5s }",
    "{ default: 5s }",
    "{ from_file: /a }",
    "{ from_file: '' }",
    "{ from_file: /a, default: 5s }",
    "{ from_env: A, from_file: /a }",
    "{ from_env: A, default: { from_env: A } }",
];

/// The codes that say of one value that it is wrong.
fn is_of_a_value(code: &str) -> bool {
    matches!(code, "R0301" | "R0302" | "R0303" | "R0304" | "R0305" | "R0306" | "R0307" | "R0310")
}

/// The scalar settings of a section, each with the text that stands around its value.
fn settings(section: &'static Section, before: &str, after: &str, found: &mut Vec<(&'static Setting, String, String)>) {
    for setting in section.settings.iter().filter(|setting| !setting.later) {
        let before = format!("{before}{{ {}: ", setting.name);
        let after = format!(" }}{after}");
        match setting.kind {
            Kind::Scalar(_) => found.push((setting, before, after)),
            Kind::Group(inner) => settings(inner, &before, &after, found),
            Kind::Groups(inner) => {
                let own = if setting.keys == Keys::Routes { "/own" } else { "own" };
                settings(inner, &format!("{before}{{ {own}: "), &format!(" }}{after}"), found);
            }
        }
    }
}

fn all() -> Vec<(&'static Setting, String, String)> {
    let mut found = Vec::new();
    let stages = "\nstages: { dev: [log, observe, queue, audit, cluster, console] }\n";
    let head = "runa: 1\nservice: orders\n";
    settings(SERVER_SECTION, &format!("{head}{SERVER}: "), stages, &mut found);
    for row in PROVIDERS {
        let before = format!("{head}defaults: {{ {}: ", row.name);
        settings(row.section, &before, &format!(" }}{stages}"), &mut found);
    }
    found
}

#[test]
fn a_value_is_taken_by_both_or_by_none() {
    let validator = validator();
    let (mut taken, mut total, mut differ) = (0_usize, 0_usize, Vec::new());
    for (setting, before, after) in all() {
        let literals: Vec<_> = VALUES.iter().map(|value| (*value).to_owned()).chain(bounds(setting)).collect();
        let defaults = literals.iter().map(|value| format!("{{ from_env: A, default: {value} }}"));
        let references = REFERENCES.iter().map(|reference| (*reference).to_owned());
        for value in literals.iter().cloned().chain(defaults).chain(references) {
            let text = format!("{before}{value}{after}");
            let found = check(&text).err().unwrap_or_default();
            let wrong: Vec<_> = found.iter().filter(|one| is_of_a_value(one.code)).collect();
            let refused = refused(&validator, &text).unwrap_or_else(|| panic!("{found:?}\n{text}"));
            if refused == wrong.is_empty() {
                let title = wrong.first().map_or("nothing", |one| one.title.as_str());
                differ.push(format!("the checker finds {title}, the schema takes it: {}\n{text}", !refused));
            }
            total += 1;
            taken += usize::from(!refused);
        }
    }
    assert!(differ.is_empty(), "{} of {total}:\n{}", differ.len(), differ.join("\n"));
    assert!(taken * 20 > total, "{taken} of {total} are taken");
}

/// What lies at the bounds of a setting, and right beside them, in every unit.
fn bounds(setting: &Setting) -> Vec<String> {
    let (Some((low, high)), Kind::Scalar(shape)) = (setting.range, setting.kind) else { return Vec::new() };
    let number = |text| match shape.parse(text) {
        Ok(Value::Duration(value)) => u64::try_from(value.as_millis()).unwrap(),
        Ok(Value::Size(value)) => value,
        Ok(Value::Int(value)) => u64::try_from(value).unwrap(),
        other => panic!("{text} is {other:?}"),
    };
    let units: &[(&str, u64)] = match shape {
        Shape::Duration => &[("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)],
        Shape::Size => &[("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)],
        _ => &[("", 1)],
    };
    let mut found = Vec::new();
    for bound in [low, high].map(number) {
        for (unit, size) in units {
            let near = bound / size;
            found.extend((near.saturating_sub(1)..=near + 2).map(|value| format!("{value}{unit}")));
            found.extend([near * 10, near / 10, near * 3 / 2].map(|value| format!("{value}{unit}")));
        }
    }
    found
}
