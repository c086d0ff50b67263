//! Whatever the checker accepts expands to code that parses: thousands of manifests made up from the declarations.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

// Written once, for the fuzzer.
#[allow(dead_code, unreachable_pub, unused_imports, reason = "the fuzzer uses more of it")]
#[path = "../../../fuzz/src/manifest/mod.rs"]
mod manifest;

use std::collections::BTreeSet;

use runa_schema::provider::{PROVIDERS, SERVER, SERVER_SECTION};
use runa_schema::settings::{Keys, Kind, Section};

use super::golden::names;
use super::modules;
use crate::locate::Found;

const SEEDS: u64 = 2_000;

#[test]
fn what_is_accepted_expands_to_code_that_parses() {
    let (mut refused, mut given) = (Vec::new(), BTreeSet::new());
    for seed in 0..SEEDS {
        let Some((text, checked)) = manifest::accepted(seed) else {
            refused.push(seed);
            continue;
        };
        let found =
            Found { absolute: "/srv/a \"b\"\\ops.yaml".into(), shown: "ops.yaml".into(), text: text.as_str().into() };
        let names = names(&found);
        let expansion = modules(&checked, &names);
        let file =
            syn::parse_file(&expansion).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}\n{expansion}"));
        assert!(!file.items.is_empty(), "seed {seed}");
        for stage in &checked.stages {
            given.extend(stage.server.iter().map(|given| format!("{SERVER}.{}", given.path)));
            for listed in &stage.providers {
                given.extend(listed.given.iter().map(|given| format!("{}.{}", listed.name, given.path)));
            }
        }
    }
    assert!(refused.len() < 20, "of {SEEDS} seeds these lead to no manifest: {refused:?}");
    let mut missing = Vec::new();
    for (name, section) in PROVIDERS.iter().map(|row| (row.name, row.section)).chain([(SERVER, SERVER_SECTION)]) {
        settings(section, name, &mut |path| {
            if !given.contains(&path) {
                missing.push(path);
            }
        });
    }
    assert!(missing.is_empty(), "in none of {SEEDS} manifests: {missing:?}");
}

/// The paths of all settings of a section that a manifest may write. Of the user's own names, the one that is always there.
fn settings(section: &'static Section, prefix: &str, visit: &mut impl FnMut(String)) {
    for setting in section.settings.iter().filter(|setting| !setting.later) {
        let path = format!("{prefix}.{}", setting.name);
        match setting.kind {
            Kind::Scalar(_) => visit(path),
            Kind::Group(inner) => settings(inner, &path, visit),
            Kind::Groups(inner) if setting.keys == Keys::Routes => {
                settings(inner, &format!("{path}./orders/{{id}}"), visit);
            }
            Kind::Groups(inner) => settings(inner, &format!("{path}.emails"), visit),
        }
    }
}
