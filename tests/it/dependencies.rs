//! What deny.toml promises of the dependencies, held without cargo-deny: licences, one version of each, where they come from.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

use crate::tidy::{assert_none, read, root};

/// Everything that any feature, target, test or build script brings.
static PACKAGES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--all-features", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let metadata: Value = serde_json::from_slice(&out.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
});

fn name(package: &Value) -> String {
    format!("{} {}", package["name"].as_str().unwrap(), package["version"].as_str().unwrap())
}

/// The value behind a key of deny.toml. Each stands in a line of its own, in a notation that is JSON too.
fn promised(key: &str) -> Value {
    let text = read(Path::new("deny.toml"));
    let value = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = ")).unwrap();
    serde_json::from_str(value).unwrap()
}

#[test]
fn every_licence_is_allowed() {
    let allowed = promised("allow");
    let allowed: Vec<_> = allowed.as_array().unwrap().iter().map(|licence| licence.as_str().unwrap()).collect();
    let offenders: Vec<_> = PACKAGES
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(|licence| allows(&allowed, licence)))
        .map(|package| format!("{}: {}", name(package), package["license"]))
        .collect();
    assert_none("dependencies whose licence deny.toml does not allow", &offenders);

    let holds = |licence| allows(&["MIT", "Zlib", "Apache-2.0 WITH LLVM-exception"], licence);
    assert!(["MIT", "GPL-3.0 OR MIT", "MIT/Apache-2.0", "(MIT OR X) AND Zlib"].into_iter().all(holds));
    assert!(holds("Apache-2.0 WITH LLVM-exception OR Apache-2.0"));
    assert!(!["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR X) AND Y", "Apache-2.0", "", "MIT-0"].into_iter().any(holds));
}

/// Whether an expression of SPDX holds: `AND` binds closer than `OR`, for which old manifests write `/`.
fn allows(allowed: &[&str], expression: &str) -> bool {
    let expression =
        expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ").replace(" WITH ", "+WITH+");
    let allowed: Vec<_> = allowed.iter().map(|licence| licence.replace(" WITH ", "+WITH+")).collect();
    let mut words = expression.split_whitespace().peekable();
    let holds = either(&mut words, &allowed);
    holds && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn either(words: &mut Words<'_>, allowed: &[String]) -> bool {
    let mut holds = both(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        holds |= both(words, allowed);
    }
    holds
}

fn both(words: &mut Words<'_>, allowed: &[String]) -> bool {
    let mut holds = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        holds &= one(words, allowed);
    }
    holds
}

fn one(words: &mut Words<'_>, allowed: &[String]) -> bool {
    match words.next() {
        Some("(") => {
            let holds = either(words, allowed);
            holds & (words.next() == Some(")"))
        }
        Some(licence) => allowed.iter().any(|allowed| allowed == licence),
        None => false,
    }
}

#[test]
fn there_is_one_version_of_each() {
    assert_eq!(promised("multiple-versions"), "deny");
    let skip = promised("skip");
    let skip: Vec<_> = skip.as_array().unwrap().iter().map(|one| one.as_str().unwrap().replace('@', " ")).collect();
    let (skipped, packages): (Vec<_>, Vec<_>) = PACKAGES.iter().partition(|package| skip.contains(&name(package)));
    assert_eq!(skipped.len(), skip.len(), "an exception that nothing needs any more");
    let mut versions: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for package in packages {
        versions.entry(package["name"].as_str().unwrap()).or_default().push(name(package));
    }
    let offenders: Vec<_> = versions.into_values().filter(|all| all.len() > 1).map(|all| all.join(", ")).collect();
    assert_none("dependencies in several versions", &offenders);
}

#[test]
fn all_come_from_the_registry_and_say_which_version() {
    assert_eq!((promised("unknown-registry"), promised("unknown-git")), ("deny".into(), "deny".into()));
    assert_eq!(promised("wildcards"), "deny");
    let mut offenders = Vec::new();
    for package in PACKAGES.iter() {
        match package["source"].as_str() {
            Some("registry+https://github.com/rust-lang/crates.io-index") => {}
            Some(source) => offenders.push(format!("{} comes from {source}", name(package))),
            None => {
                let wild = package["dependencies"].as_array().unwrap().iter();
                let wild = wild.filter(|one| one["req"] == "*" && one["path"].is_null());
                offenders.extend(wild.map(|one| format!("{} takes any version of {}", name(package), one["name"])));
            }
        }
    }
    assert_none("dependencies of unknown origin or version", &offenders);
}
