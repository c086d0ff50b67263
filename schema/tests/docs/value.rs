//! Every setting with every kind of value: the JSON Schema takes what the checker takes, and nothing else.

use runa_schema::check::check;
use runa_schema::provider::{PROVIDERS, SERVER, SERVER_SECTION};
use runa_schema::settings::{Kind, Section, Setting};
use runa_schema::value::{Shape, Value};

use crate::verdict::{refused, validator};

/// Notations of all shapes, right ones and almost right ones.
const VALUES: [&str; 98] = [
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
    "/a?b",
    "/a b",
    "a/b",
    "/{id}",
    "/a/{id}/",
    "/{*rest}",
    "/{}",
    "/:id",
    "/a{id}",
    "/ä",
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
    "[POST, get]",
    "[POST, PUT]",
    "[~]",
    "{}",
    "{ a: b }",
    "{ a: info, b: { c: d } }",
];

/// References: `V` stands for a value.
const REFERENCES: [&str; 10] = [
    "{ from_env: A }",
    "{ from_env: 1A }",
    "{ from_env: '' }",
    "{ from_env: A, default: V }",
    "{ from_env: A, fallback: V }",
    "{ default: V }",
    "{ from_file: /a }",
    "{ from_file: '' }",
    "{ from_file: /a, default: V }",
    "{ from_env: A, from_file: /a }",
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
            Kind::Groups(inner) => settings(inner, &format!("{before}{{ own: "), &format!(" }}{after}"), found),
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
    let (mut taken, mut total) = (0_usize, 0_usize);
    for (setting, before, after) in all() {
        let bounds = bounds(setting);
        let literals: Vec<_> = VALUES.iter().map(|value| (*value).to_owned()).chain(bounds).collect();
        let plain = literals.iter().filter(|value| !value.starts_with('{') && !value.starts_with("['{"));
        let references = plain.flat_map(|value| REFERENCES.map(|reference| reference.replace('V', value)));
        for value in literals.iter().cloned().chain(references) {
            let text = format!("{before}{value}{after}");
            let found = check(&text).err().unwrap_or_default();
            let wrong: Vec<_> = found.iter().filter(|one| is_of_a_value(one.code)).collect();
            let refused = refused(&validator, &text).unwrap_or_else(|| panic!("{found:?}\n{text}"));
            assert_eq!(refused, !wrong.is_empty(), "the checker finds {wrong:?}\n{text}");
            total += 1;
            taken += usize::from(!refused);
        }
    }
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
